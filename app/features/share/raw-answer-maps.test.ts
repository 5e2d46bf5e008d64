import { expect, test } from 'vitest';
import { mapAt } from '../../test/scene';
import { EXPLAINED, RED } from '../questions/testing';
import { rawAnswerMapsOf } from './raw-answer-maps';

test('an answer’s maps have the command line’s keys, the texts’ own tokens, and the sum of the layers', () => {
  const twice = (maps: Float32Array[][]) => [...maps, ...maps];
  const explained = {
    ...EXPLAINED,
    question: { ...EXPLAINED.question, maps: twice(EXPLAINED.question.maps) },
    answer: { ...EXPLAINED.answer, maps: twice(EXPLAINED.answer.maps) },
    whole: [mapAt(0), mapAt(3)],
  };
  const question = { id: 'id', text: 'What colour is it?', listed: null, answers: RED, masked: [] };
  const raw = rawAnswerMapsOf('dog.jpg', { ...question, model: 'test/vqa' }, 0, explained);
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
});
