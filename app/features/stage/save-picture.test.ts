import { expect, test } from 'vitest';
import { captionOf, runOf, setUpCaptioned } from '../../test/scene';
import { captionText, wrap } from './save-picture';

const width = (line: string) => line.length;

test.each([
  ['a dog on a beach', 8, ['a dog on', 'a beach']],
  ['skateboarder', 5, ['skateboarder']],
  ['a skateboarder', 5, ['a', 'skateboarder']],
  ['dog', 20, ['dog']],
])('"%s" in %i columns', (text, columns, lines) => {
  expect(wrap(text, columns, width)).toEqual(lines);
});

test('the caption in view goes below the picture, a kept one too', async () => {
  const { store, client } = await setUpCaptioned(captionOf('a dog'));
  const id = store.getState().currentId!;
  store.getState().keepCaption(id, 0, true);
  store.getState().captionPicture(id);
  expect(captionText(store.getState())).toBe('a dog');
  await client.last('caption').done(runOf(captionOf('a horse')));
  expect(captionText(store.getState())).toBe('a horse');
  store.getState().pointAt({ caption: -1, word: 0 });
  expect(captionText(store.getState())).toBe('a dog');
});
