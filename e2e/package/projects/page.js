import { load } from 'blipscope';

const output = document.querySelector('output');
try {
  const blip = await load({ model: 'models/demo', backend: 'wasm' });
  const picture = await fetch('sample.webp').then((response) => response.blob());
  let tokens = 0;
  for await (const event of blip.caption(picture, { method: 'greedy' })) {
    if (event.type === 'token') tokens += 1;
    if (event.type === 'done') output.textContent = event.captions[0].text;
  }
  const { probability } = await blip.match(picture, output.textContent);
  const [{ text: answer }] = await blip.answer(picture, 'what is left of the pizza?');
  Object.assign(output.dataset, { tokens, probability, answer, device: blip.loaded.device, state: 'done' });
} catch (error) {
  output.textContent = `${error.name} ${error.code}: ${error.message} ${error.detail ?? ''}`;
  output.dataset.state = 'failed';
}
