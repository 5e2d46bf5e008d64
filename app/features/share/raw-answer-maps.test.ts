import { expect, test } from 'vitest';
import { EXPLAINED_IN_TWO, RED } from '../questions/testing';
import { rawAnswerMapsOf } from './raw-answer-maps';

test('an answer’s maps have the command line’s keys, the texts’ own tokens, and the layer', () => {
  const question = { id: 'id', text: 'What colour is it?', listed: null, answers: RED, masked: [] };
  const asked = { ...question, model: 'test/vqa' };
  const raw = rawAnswerMapsOf('dog.jpg', asked, 0, EXPLAINED_IN_TWO, 'sum');
  expect(raw).toMatchObject({
    image: 'dog.jpg',
    source: 'answer',
    method: 'attention',
    layer: 'sum',
    tokens: [{ text: 'red' }],
    maps: [[2, 0, 0, 0]],
    sentence: [1, 0, 0, 1],
    asked: 'What colour is it?',
    text: 'red',
    model: 'test/vqa',
  });
  expect(raw.question.tokens.map(({ text }) => text)).toEqual(['what', 'colour', 'is', 'it']);
  expect(raw.question.maps[1]).toEqual([0, 2, 0, 0]);
  const last = rawAnswerMapsOf('dog.jpg', asked, 0, EXPLAINED_IN_TWO, 1);
  expect(last).toMatchObject({ layer: 1, maps: [[1, 0, 0, 0]], sentence: [0, 0, 0, 1] });
  expect(last.question.maps[1]).toEqual([0, 1, 0, 0]);
});
