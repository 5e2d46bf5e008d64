import 'blipscope/element';
import { useState } from 'react';

const GREEDY = { method: 'greedy' };

export default function AltText() {
  const [text, setText] = useState('');
  const [proposal, setProposal] = useState('');
  return (
    <main>
      <img id="picture" src="/sample.webp" alt="" />
      <blip-caption
        for="picture"
        model="/models/demo"
        backend="wasm"
        settings={GREEDY}
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onblip-caption={({ detail }) => setProposal(detail.text)}
      />
      <output data-proposal={proposal}>{text}</output>
    </main>
  );
}
