import { expect, test } from 'vitest';
import type { ExplainedText } from '../../../core/protocol';
import { mapAt, token } from '../../test/scene';
import type { ShownCaption } from '../captions/run';
import { mapCaption, sharedRange } from './shown-words';

const GRID = [2, 2] as const;

function captionOf(...texts: string[]): ShownCaption {
  const tokens = texts.map((text) => token(text));
  const maps = tokens.map((_, index) => mapAt(index % 4));
  return { tokens, maps, edited: null, match: null, pinned: false };
}

/** Maps a thousand times those of attention. */
function gradCamOf(...texts: string[]): ExplainedText {
  const maps = texts.map((_, index) => mapAt(index % 4).map((value) => 1000 * value));
  return {
    grid: [2, 2],
    tokens: texts.map((text) => token(text)),
    maps: [maps],
    bestLayer: 0,
    probability: 0.9,
  };
}

test('the sentence is the mean of its tokens: a word of three pieces counts three times', () => {
  const caption = captionOf('two', 'dal', '##mat', '##ians', '[SEP]');
  expect([...mapCaption(caption, GRID, null).sentence!.map]).toEqual([0.25, 0.25, 0.25, 0.25]);
});

test('its punctuation counts, the end token does not', () => {
  const caption = captionOf('dogs', '.', '[SEP]');
  expect([...mapCaption(caption, GRID, null).sentence!.map]).toEqual([0.5, 0.5, 0, 0]);
});

test('where the matcher reads a word otherwise, attention and Grad-CAM are not mixed', () => {
  const text = gradCamOf('a', 'cat');
  const { words, sentence } = mapCaption(captionOf('a', 'dog'), GRID, {
    kind: 'grad-cam',
    text,
    layer: null,
  });
  expect(words.map(({ asked }) => asked)).toEqual([true, false]);
  expect([...sentence!.map]).toEqual([500, 500, 0, 0]);
  expect(words.map((word) => sharedRange(words, word).most)).toEqual([1000, 1]);
});

test('where no word is the same, the sentence is of attention', () => {
  const text = gradCamOf('one', 'cat');
  const { sentence } = mapCaption(captionOf('a', 'dog'), GRID, { kind: 'grad-cam', text, layer: null });
  expect(sentence).toEqual({ map: Float32Array.from([0.5, 0.5, 0, 0]), grid: GRID, asked: false });
});

test('before the first word there is no sentence', () => {
  expect(mapCaption(captionOf(), GRID, null).sentence).toBeNull();
});
