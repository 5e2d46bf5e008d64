import 'blipscope/element';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

const GREEDY = { method: 'greedy' };

function Page() {
  const [text, setText] = useState('a cat');
  const [proposal, setProposal] = useState('');
  return (
    <main>
      <img id="picture" src="sample.webp" alt="" />
      <blip-caption
        for="picture"
        model="models/demo"
        backend="wasm"
        settings={GREEDY}
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onblip-caption={({ detail }) => setProposal(detail.text)}
      />
      <output data-proposal={proposal}>{text}</output>
      <button type="button" onClick={() => setText('')}>
        Clear
      </button>
    </main>
  );
}

createRoot(document.body.appendChild(document.createElement('div'))).render(<Page />);
