import { expect, test } from 'vitest';
import { DEFAULT_FILTER, type PictureRecord } from '../../../../core/collection';
import { createDuplicateFinder } from '../../../../dataset';
import { captioned, record, synthetic } from '../testing';
import { countShown, createJudge, smallerDuplicates, visibleRecords } from './visible';

const CAT = { ...captioned('cat.jpg', synthetic('a cat', 0.9)), modified: 3 };
const DOG = { ...captioned('dog.jpg', synthetic('a brown dog', 0.1)), modified: 1, sha256: 'same' };
const COPY = { ...DOG, path: 'copy/dog.jpg', modified: 2, decision: { kind: 'dropped' } as const };
const BROKEN = record('broken.jpg', { done: true, error: { code: 'corrupt-image', message: 'Damaged.' } });
const NEW = record('new.jpg');
const RECORDS = new Map(
  [BROKEN, CAT, COPY, DOG, NEW].map((each): [string, PictureRecord] => [each.path, each]),
);

const VIEWPOINT = {
  filter: DEFAULT_FILTER,
  judge: createJudge(),
  duplicates: createDuplicateFinder()(RECORDS.values()),
};

type View = Parameters<typeof visibleRecords>[1];
const paths = (view: Partial<View>) =>
  visibleRecords(RECORDS, { shown: 'all', sort: 'name', query: '', ...view }, VIEWPOINT).map(
    ({ path }) => path,
  );

test('pictures of one kind are shown', () => {
  expect(paths({})).toEqual([...RECORDS.keys()]);
  expect(paths({ shown: 'failed' })).toEqual(['broken.jpg']);
  expect(paths({ shown: 'new' })).toEqual(['new.jpg']);
  expect(paths({ shown: 'dropped' })).toEqual(['copy/dog.jpg']);
  expect(paths({ shown: 'to-review' })).toEqual(['dog.jpg']);
  expect(paths({ shown: 'duplicates' })).toEqual(['copy/dog.jpg', 'dog.jpg']);
});

test('of duplicates the largest comes first, and the others can be selected', () => {
  expect(smallerDuplicates(RECORDS, VIEWPOINT.duplicates)).toEqual(['dog.jpg']);
});

test('every kind is counted as it is shown', () => {
  const counts = countShown(RECORDS, VIEWPOINT);
  for (const [shown, count] of Object.entries(counts))
    expect([shown, count]).toEqual([shown, paths({ shown: shown as View['shown'] }).length]);
});

test('names and texts are searched for all words', () => {
  expect(paths({ query: ' DOG brown ' })).toEqual(['copy/dog.jpg', 'dog.jpg']);
  expect(paths({ query: 'copy dog' })).toEqual(['copy/dog.jpg']);
  expect(paths({ query: 'cat dog' })).toEqual([]);
});

test('pictures are put in order', () => {
  expect(paths({ sort: 'date' }).slice(0, 2)).toEqual(['cat.jpg', 'copy/dog.jpg']);
  expect(paths({ sort: 'match' })[0]).toBe('cat.jpg');
  expect(paths({ sort: 'doubt', shown: 'to-review' })).toEqual(['dog.jpg']);
});

test('another filter judges anew', () => {
  const judge = createJudge();
  expect(judge(CAT, DEFAULT_FILTER).state).not.toBe('to-review');
  expect(judge(CAT, { ...DEFAULT_FILTER, threshold: 0.95 }).state).toBe('to-review');
});
