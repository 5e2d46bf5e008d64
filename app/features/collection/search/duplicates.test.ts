import { expect, test } from 'vitest';
import type { PictureRecord } from '../../../../core/collection';
import { captioned, record } from '../testing';
import { describeDuplicates, dropUndecided, joinedGroups, keepOnly, smallerOf } from './duplicates';

const DROPPED = { kind: 'dropped' } as const;
const A = { ...captioned('a.jpg'), sha256: 'same', decision: DROPPED };
const COPY = { ...captioned('copy.jpg'), sha256: 'same' };
const SMALL = { ...captioned('small.jpg'), decision: { kind: 'decorative' } as const };
const NEW = record('new.jpg');
const RECORDS = new Map([A, COPY, NEW, SMALL].map((each): [string, PictureRecord] => [each.path, each]));
const GROUPS = new Map(['a.jpg', 'copy.jpg', 'small.jpg'].map((path) => [path, 'a.jpg']));

test('the same bytes are told from what looks alike', () => {
  expect([...describeDuplicates(RECORDS, GROUPS, null)]).toEqual([
    ['a.jpg', { number: 1, sameBytes: true }],
    ['copy.jpg', { number: 1, sameBytes: true }],
    ['small.jpg', { number: 1, sameBytes: false }],
  ]);
});

test('groups that the worker found join those of captioned pictures', () => {
  const found = [
    { paths: ['copy.jpg', 'new.jpg'], sameBytes: true },
    { paths: ['x.jpg', 'y.jpg'], sameBytes: false },
  ];
  const joined = joinedGroups(GROUPS, found);
  expect(new Set(['a.jpg', 'copy.jpg', 'small.jpg', 'new.jpg'].map((path) => joined.get(path)))).toEqual(
    new Set(['copy.jpg']),
  );
  expect(joined.get('x.jpg')).toBe(joined.get('y.jpg'));
  expect(describeDuplicates(RECORDS, joined, found).get('new.jpg')).toEqual({ number: 1, sameBytes: true });
});

test('one is kept and the others are dropped; what was dropped stays so', () => {
  expect(keepOnly(RECORDS, GROUPS, 'copy.jpg')).toEqual([{ path: 'small.jpg', decision: DROPPED }]);
  expect(keepOnly(RECORDS, GROUPS, 'a.jpg')).toEqual([
    { path: 'a.jpg', decision: null },
    { path: 'copy.jpg', decision: DROPPED },
    { path: 'small.jpg', decision: DROPPED },
  ]);
  expect(keepOnly(RECORDS, GROUPS, 'new.jpg')).toEqual([]);
});

test('of a group one is left, and what a person decided stays', () => {
  // The largest is dropped: the next one takes its place.
  expect(smallerOf(RECORDS, GROUPS)).toEqual(['small.jpg']);
  const undecided = new Map([...RECORDS].map(([path, each]) => [path, { ...each, decision: null }] as const));
  expect(smallerOf(undecided, GROUPS)).toEqual(['copy.jpg', 'small.jpg']);
  expect(dropUndecided(RECORDS, ['copy.jpg', 'small.jpg'])).toEqual([
    { path: 'copy.jpg', decision: DROPPED },
  ]);
});
