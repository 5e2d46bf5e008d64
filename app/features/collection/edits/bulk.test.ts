import { expect, test } from 'vitest';
import { DEFAULT_FILTER } from '../../../../core/collection';
import { captioned, record, synthetic } from '../testing';
import { type BulkEdit, bulkChanges } from './bulk';

const CAT = captioned('cat.jpg', synthetic('a Cat on a mat (1.5)', 0.9));
const DOG = captioned('dog.jpg', synthetic('a dog', 0.6));
const NEW = record('new.jpg');
const DROPPED = { ...CAT, path: 'dropped.jpg', decision: { kind: 'dropped' } as const };
const ALL = [CAT, DOG, NEW, DROPPED];

const changes = (edit: BulkEdit, records = ALL) =>
  bulkChanges(records, edit, DEFAULT_FILTER).map(({ path, after }) => [path, after]);
const replace = (find: string, replacement: string, matchCase = false): BulkEdit => ({
  kind: 'replace',
  find,
  replacement,
  matchCase,
});

test('text is found as it is written, not as a pattern', () => {
  expect(changes(replace('(1.5)', '$&'))).toEqual([['cat.jpg', 'a Cat on a mat $&']]);
  expect(changes(replace('1x5', ''))).toEqual([]);
  expect(changes(replace('', 'x'))).toEqual([]);
});

test('case matters only if asked', () => {
  expect(changes(replace('cat', 'lynx'))).toEqual([['cat.jpg', 'a lynx on a mat (1.5)']]);
  expect(changes(replace('cat', 'lynx', true))).toEqual([]);
});

test('a prefix and a suffix are added once; dropped and uncaptioned pictures are left', () => {
  const prefix: BulkEdit = { kind: 'prefix', text: 'ohwx, ' };
  expect(changes(prefix)).toEqual([
    ['cat.jpg', 'ohwx, a Cat on a mat (1.5)'],
    ['dog.jpg', 'ohwx, a dog'],
  ]);
  const [first] = bulkChanges([DOG], prefix, DEFAULT_FILTER);
  expect(first?.decision).toEqual({
    kind: 'edited',
    text: { source: 'human', text: 'ohwx, a dog', match: null },
  });
  expect(changes(prefix, [{ ...DOG, decision: first?.decision ?? null }])).toEqual([]);
  expect(changes({ kind: 'suffix', text: '!' }, [DOG])).toEqual([['dog.jpg', 'a dog!']]);
});

test('texts that fit are approved as they are; what a person decided stays', () => {
  expect(bulkChanges(ALL, { kind: 'approve', threshold: 0.8 }, DEFAULT_FILTER)).toEqual([
    {
      path: 'cat.jpg',
      before: 'a Cat on a mat (1.5)',
      after: 'a Cat on a mat (1.5)',
      decision: { kind: 'approved', text: CAT.texts[0] },
    },
  ]);
});

test('decisions are made and taken back', () => {
  expect(changes({ kind: 'drop' })).toEqual([
    ['cat.jpg', null],
    ['dog.jpg', null],
    ['new.jpg', null],
  ]);
  expect(changes({ kind: 'decorative' }, [DOG])).toEqual([['dog.jpg', '']]);
  expect(changes({ kind: 'reset' })).toEqual([['dropped.jpg', 'a Cat on a mat (1.5)']]);
});
