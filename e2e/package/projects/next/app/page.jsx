'use client';

import { load } from 'blipscope';
import { useEffect, useState } from 'react';

export default function Page() {
  const [text, setText] = useState('');
  useEffect(() => {
    const leave = new AbortController();
    caption(leave.signal).then(setText, (error) => leave.signal.aborted || setText(String(error)));
    return () => leave.abort();
  }, []);
  return <output>{text}</output>;
}

async function caption(signal) {
  const blip = await load({ model: 'models/demo', backend: 'wasm', signal });
  const picture = await fetch('sample.webp', { signal }).then((response) => response.blob());
  const { captions } = await blip.caption(picture, { method: 'greedy' }, { signal }).result;
  blip.dispose();
  return captions[0].text;
}
