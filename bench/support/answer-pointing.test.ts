import { expect, test } from 'vitest';
import { AnswerPointing, sceneQuestions } from './answer-pointing.ts';

const box = (x: number, y = 0.5) => ({ x, y, width: 0.5, height: 0.5 });
const PLURALS = new Map([
  ['dog', 'dogs'],
  ['fish', 'fish'],
]);
const DOGS = { noun: 'dog', colour: null, boxes: [box(0.25, 0.25), box(0.25, 0.75)] };
const FISH = { noun: 'fish', colour: 'red', boxes: [box(0.75, 0.25)] };

test('questions are about things at a side, and things of a colour', () => {
  const asked = (relation: string | null) =>
    sceneQuestions({ relation, groups: [DOGS, FISH] }, PLURALS).map(({ text, answer }) => [text, answer]);
  const colour = ['what colour is the fish?', 'red'];
  expect(asked('left')).toEqual([
    ['what is on the left?', 'dogs'],
    ['what is on the right?', 'fish'],
    colour,
  ]);
  expect(asked('below')).toEqual([
    ['what is at the bottom?', 'dogs'],
    ['what is at the top?', 'fish'],
    colour,
  ]);
  expect(asked('behind')).toEqual([colour]);
  expect(asked(null)).toEqual([colour]);
});

test('a map scores where its peak, or its sum, is in the thing’s box', () => {
  const game = new AnswerPointing();
  const [question] = sceneQuestions({ relation: 'left', groups: [FISH, DOGS] }, PLURALS);
  const text = { tokens: [], maps: [] };
  const map = (...values: number[]) => Float32Array.from(values);
  const explained = {
    method: 'grad-cam',
    grid: [2, 2] as [number, number],
    question: text,
    answer: text,
  } as const;
  const scored = { ...explained, whole: [map(0, 3, 1, 0), map(2, 0, 2, 0)], logProb: 0, probability: 1 };
  game.add(question!, 'fish', [scored], 0);
  const table = game.table();
  expect(table).toMatch(/grad-cam 0 \| 100.0 % \| 75.0 %/);
  expect(table).toMatch(/grad-cam 1 \| 0.0 % \| 0.0 %/);
  expect(table).toContain('Questions: 1 and 0; right answers: 100.0 % and .');
});
