import { expect, test } from 'vitest';
import { DEFAULT_FILTER, type PictureRecord } from '../../../../core/collection';
import { createJudge } from '../store/visible';
import { captioned, record, synthetic } from '../testing';
import { approval, bestMatch, countLeft, nextPlace, reviewQueue } from './queue';
import { actOf } from './use-review-keys';

const GOOD = captioned('good.jpg', synthetic('a cat', 0.99));
const POOR = captioned('poor.jpg', synthetic('a dog', 0.55));
const BAD = captioned('bad.jpg', synthetic('a hat', 0.1), synthetic('a pot', 0.05));
const DONE: PictureRecord = { ...BAD, path: 'done.jpg', decision: { kind: 'dropped' } };
const NEW = record('new.jpg');
const ALL = [DONE, GOOD, NEW, POOR, BAD];
const QUEUE = ['bad.jpg', 'poor.jpg', 'good.jpg'];

const byPath = (records: readonly PictureRecord[]) => new Map(records.map((each) => [each.path, each]));

test('the most doubtful come first; decided and uncaptioned pictures are not asked about', () => {
  expect(reviewQueue(ALL, DEFAULT_FILTER, createJudge())).toEqual(QUEUE);
});

test('where all are decided, they are looked at again, one after the other', () => {
  const all = [DONE, NEW, { ...GOOD, decision: { kind: 'decorative' } as const }];
  const queue = reviewQueue(all, DEFAULT_FILTER, createJudge());
  expect(queue).toEqual(['done.jpg', 'good.jpg']);
  expect(nextPlace(queue, byPath(all), 0)).toBe(2);
  expect(nextPlace(queue, byPath(all), 0, true)).toBe(1);
});

test('the review goes to the next picture without a decision', () => {
  const decided = byPath([BAD, { ...POOR, decision: { kind: 'decorative' } }, GOOD]);
  expect(countLeft(QUEUE, decided)).toBe(2);
  expect(nextPlace(QUEUE, decided, 0)).toBe(2);
  expect(nextPlace(QUEUE, decided, 2)).toBe(3);
});

test('a text is approved as it is, edited when it was changed, and decorative when it is empty', () => {
  const text = synthetic('a hat', 0.1);
  const human = { source: 'human', text: 'my hat', match: null };
  expect(approval(text, null)).toEqual({ kind: 'approved', text });
  expect(approval(text, 'a hat ')).toEqual({ kind: 'approved', text });
  expect(approval(text, ' my hat')).toEqual({ kind: 'edited', text: human });
  expect(approval(null, 'my hat')).toEqual({ kind: 'edited', text: human });
  expect(approval(text, ' ')).toEqual({ kind: 'decorative' });
  expect(approval(null, null)).toBeNull();
});

function press(key: string, record: PictureRecord = BAD, ctrlKey = false) {
  const done: unknown[] = [];
  const acts = {
    record,
    decide: (decision: unknown) => done.push(decision),
    undo: () => done.push('undo'),
    step: (by: number) => done.push(by),
    edit: () => done.push('edit'),
  };
  actOf({ key, ctrlKey, metaKey: false }, acts, () => record.texts[0] ?? null)?.();
  return done;
}

test('every key of the review does its work', () => {
  expect(press('2')).toEqual([{ kind: 'approved', text: BAD.texts[1] }]);
  expect(press('3')).toEqual([]);
  expect(press('Enter')).toEqual([{ kind: 'approved', text: BAD.texts[0] }]);
  expect(press('Enter', NEW)).toEqual([]);
  expect(press('x')).toEqual([{ kind: 'dropped' }]);
  expect(press('D')).toEqual([{ kind: 'decorative' }]);
  expect([press('e'), press('z'), press('ArrowRight'), press('ArrowUp')]).toEqual([
    ['edit'],
    ['undo'],
    [1],
    [-1],
  ]);
});

test('with Ctrl only Z is ours', () => {
  expect(press('z', BAD, true)).toEqual(['undo']);
  expect(press('x', BAD, true)).toEqual([]);
});

test('where no text passes, editing begins with the one that fits best', () => {
  const texts = [synthetic('a', 0.1), synthetic('b', 0.4), synthetic('c', 0.4)];
  expect(bestMatch(texts)?.text).toBe('b');
  expect(bestMatch([])).toBeNull();
});
