import { describe, expect, test } from 'vitest';
import type { Explanation } from '../../workers/engine/index.ts';
import { baselineMaps, correlation, energyIn, insideBoxes, mapChoices, namedNouns } from './maps.ts';

const map = (...values: number[]) => Float32Array.from(values);
const piece = (text: string, special = false) => ({ id: 0, text, logProb: null, special });
const LEFT = { x: 0.25, y: 0.5, width: 0.5, height: 1 };
const LOWER_RIGHT = { x: 0.75, y: 0.75, width: 0.2, height: 0.2 };

describe('where the things are', () => {
  test('patches whose centres lie in a box', () => {
    expect([...insideBoxes([LEFT], [2, 2])]).toEqual([1, 0, 1, 0]);
    expect([...insideBoxes([LOWER_RIGHT], [2, 4])]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect([...insideBoxes([LEFT, LOWER_RIGHT], [2, 2])]).toEqual([1, 0, 1, 1]);
  });

  test('nouns in the caption and the scene, singular or plural', () => {
    const words = new Map([
      ['cat', 'cat'],
      ['cats', 'cat'],
      ['hat', 'hat'],
      ['dog', 'dog'],
    ]);
    const nothing = { ...LEFT, x: 0.4, width: 0.1 };
    const groups = [
      { noun: 'cat', boxes: [LEFT, LOWER_RIGHT] },
      { noun: 'hat', boxes: [nothing] },
    ];
    const tokens = ['two', 'cat', '##s', 'a', 'hat', 'and', 'a', 'dog'].map((text) => piece(text));
    expect(namedNouns({ tokens, grid: [2, 2] }, { groups }, words)).toEqual([
      { noun: 'cat', word: { text: 'cats', tokens: [1, 2] }, inside: Uint8Array.of(1, 0, 1, 1) },
    ]);
  });
});

test('every layer and their sum', () => {
  const explanation: Explanation = {
    source: 'caption',
    method: 'grad-cam',
    grid: [1, 2],
    tokens: [piece('cat')],
    maps: [[map(1, 2)], [map(10, 20)]],
    probability: null,
  };
  expect(mapChoices(explanation)).toEqual([
    ['grad-cam 0', [map(1, 2)]],
    ['grad-cam 1', [map(10, 20)]],
    ['grad-cam sum', [map(11, 22)]],
  ]);
});

test('the centred hill is highest in the middle', () => {
  const { 'centred hill': hill, noise } = baselineMaps([3, 3], () => 0.5);
  expect(hill.indexOf(Math.max(...hill))).toBe(4);
  expect(hill[0]).toBeCloseTo(hill[8]!, 6);
  expect([...noise]).toEqual(new Array(9).fill(0.5));
});

describe('measures', () => {
  test('the share of a map in the boxes', () => {
    expect(energyIn(map(1, 3, 4), Uint8Array.of(1, 1, 0))).toBeCloseTo(0.5, 12);
    expect(energyIn(map(0, 0), Uint8Array.of(1, 1))).toBe(0);
  });

  test('correlation', () => {
    expect(correlation(map(1, 2, 3), map(2, 4, 6))).toBeCloseTo(1, 12);
    expect(correlation(map(1, 2, 3), map(3, 2, 1))).toBeCloseTo(-1, 12);
    expect(correlation(map(1, 2, 3), map(5, 5, 5))).toBe(0);
  });
});
