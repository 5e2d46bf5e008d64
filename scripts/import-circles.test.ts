import { expect, test } from 'vitest';
import { circlesOf, roomOf, specifiersIn } from './import-circles';

test('value imports and type imports are distinguished', () => {
  const source = `
import './styles';
import type { A } from './a';
import { type B, type C } from './b';
import {
  d,
  type D,
} from '../d';
export * from './e';
export type { F } from './f';
import fs from 'node:fs';
const later = import('./later');
`;
  expect(specifiersIn(source)).toEqual({
    values: ['./styles', '../d', './e'],
    types: ['./a', './b', './f'],
  });
});

test('circles are the files that import one another, directly or not', () => {
  const graph = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', ['a']],
    ['d', ['e']],
    ['e', ['d', 'f']],
    ['f', []],
  ]);
  expect(circlesOf(graph)).toEqual([
    ['d', 'e'],
    ['a', 'b', 'c'],
  ]);
});

test('every folder of the workers is a room', () => {
  expect(['app/features/x.ts', 'workers/engine/decode/x.ts', 'workers/x.ts'].map(roomOf)).toEqual([
    'app',
    'workers/engine',
    'workers',
  ]);
});
