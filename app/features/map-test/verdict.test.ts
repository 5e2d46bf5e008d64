import { expect, test } from 'vitest';
import type { TestedDrop, TestedMap, TestedScore } from '../../../core/protocol';
import { en } from '../../i18n/en';
import { doubtText, dropText, outcomeOf } from './verdict';

const drop = (before: number, marked: number, ...moved: number[]): TestedDrop => ({
  share: 0.2,
  before,
  marked,
  moved,
});
const word: TestedScore = { of: 'word', prompt: '', tokenIds: [1], pieces: [0] };
const SENTENCE: TestedScore = { of: 'sentence', prompt: '', tokenIds: [] };
const MATCH = { of: 'match', text: 'a dog' } as const;

const m = en.mapTest;

test('a drop is one sentence, with the same area elsewhere', () => {
  const ofWord = { score: word, word: 'dog' };
  expect(dropText(m, ofWord, drop(0.91, 0.07, 0.9, 0.85, 0.8))).toBe(
    'Probability of “dog”: 91% with nothing masked, 7% with what this map marks masked, 85% with the same area elsewhere masked.',
  );
  expect(dropText(m, { score: MATCH, word: 'dog' }, drop(0.4, 0.6, 0.4, 0.401, 0.402))).toBe(
    'Match of sentence and picture: 40% with nothing masked, 60% with what this map marks masked, 40% with the same area elsewhere masked.',
  );
  expect(dropText(m, { score: SENTENCE, word: null }, drop(0.5, 0.5, 0.7, 0.7, 0.7))).toBe(
    'Probability of the sentence, per word piece: 50% with nothing masked, 50% with what this map marks masked, 70% with the same area elsewhere masked.',
  );
});

/** Areas under deletion and insertion, of the map and elsewhere. */
const tested = (moves: TestedDrop, deletion = [0.5, 0.5], insertion = [0.5, 0.5]): TestedMap => {
  const curve = ([map, moved]: number[]) => ({ map: [], moved: [], areas: { map: map!, moved: moved! } });
  return { drop: moves, curves: { deletion: curve(deletion), insertion: curve(insertion) } };
};

const UNKNOWN = { map: [], moved: [], areas: null };
const INCOMPLETE = { deletion: UNKNOWN, insertion: UNKNOWN };

const BETTER: [number[], number[]] = [
  [0.2, 0.5],
  [0.7, 0.5],
];

test.each([
  ['takes more than anywhere else', drop(0.9, 0.1, 0.8, 0.7, 0.85), 'deletion'],
  ['takes less than one of the other places', drop(0.9, 0.5, 0.8, 0.4, 0.85), 'fails'],
  ['takes more, but not by much', drop(0.9, 0.6, 0.8, 0.8, 0.8), 'fails'],
  ['takes nothing', drop(0.9, 0.9, 0.9, 0.9, 0.9), 'fails'],
  ['takes most of a small probability', drop(0.05, 0.01, 0.04, 0.05, 0.05), 'deletion'],
])('masking what a map marks %s', (_, scores, outcome) => {
  expect(outcomeOf(tested(scores, ...BETTER))).toBe(outcome);
});

test('a map passes by masking only if the curves agree, and fails before they are complete', () => {
  const more = drop(0.9, 0.1, 0.8, 0.7, 0.85);
  expect(outcomeOf(tested(more, [0.45, 0.5], [0.7, 0.5]))).toBe('fails');
  expect(outcomeOf(tested(more, [0.2, 0.5], [0.55, 0.5]))).toBe('fails');
  expect(outcomeOf({ drop: more, curves: INCOMPLETE })).toBeNull();
  expect(outcomeOf({ drop: drop(0.9, 0.8, 0.8, 0.8, 0.8), curves: INCOMPLETE })).toBe('fails');
});

test('where masking a fifth takes all away anywhere, the curves decide', () => {
  const all = drop(0.9, 0.01, 0.02, 0.02, 0.02);
  expect(outcomeOf(tested(all, [0.02, 0.12], [0.6, 0.1]))).toBe('insertion');
  expect(outcomeOf(tested(all, [0.1, 0.02], [0.6, 0.1]))).toBe('fails');
  expect(outcomeOf(tested(all, [0.02, 0.03], [0.6, 0.1]))).toBe('insertion');
  expect(outcomeOf(tested(all, [0.02, 0.12], [0.35, 0.1]))).toBe('fails');
  expect(outcomeOf({ drop: all, curves: INCOMPLETE })).toBeNull();
});

test('a guess and a sentence that does not fit leave little to explain', () => {
  expect(doubtText(m, word, drop(0.12, 0.01, 0.1, 0.1, 0.1))).toContain('guessing at this word (12%)');
  expect(doubtText(m, word, drop(0.5, 0.01, 0.1, 0.1, 0.1))).toBeNull();
  expect(doubtText(m, MATCH, drop(0.3, 0.01, 0.1, 0.1, 0.1))).toContain('barely fits this picture (30%)');
  expect(doubtText(m, SENTENCE, drop(0.1, 0, 0, 0, 0))).toBeNull();
});

test('a complete curve has a text for screen readers', () => {
  const map = [
    { share: 0, score: 0.9 },
    { share: 1, score: 0.1 },
  ];
  expect(m.deletion.measuring).toBe('Masking more and more, being measured');
  expect(m.deletion.spoken({ points: map, map: 0.214, moved: 0.6 })).toBe(
    'Masking more and more: 90% at 0%, 10% at 100%. Area 0.21 for this map, 0.60 elsewhere; less is better.',
  );
});
