import { describe, expect, test } from 'vitest';
import { layerMaps } from '../../../core/explain.ts';
import { checkLayer, defaultLayer } from './explanation.ts';

const map = (...values: number[]) => Float32Array.from(values);

describe('layers', () => {
  const maps = [
    [map(1, 2), map(3, 4)],
    [map(10, 20), map(30, 40)],
  ];

  test('one, or the sum of all', () => {
    expect(layerMaps(maps, 1)).toEqual(maps[1]);
    expect(layerMaps(maps, 'sum')).toEqual([map(11, 22), map(33, 44)]);
  });

  test.each([2, -1, 0.5])('%d is refused', (layer) => {
    expect(() => checkLayer(layer, maps.length)).toThrow('it must be "sum" or a whole number from 0 to 1');
  });

  test.each([
    [12, 7],
    [8, 7],
    [7, 'sum'],
    [3, 'sum'],
    [1, 'sum'],
  ] as const)('the matcher’s default of %i layers is %s', (layers, layer) => {
    expect(defaultLayer('itm', 'grad-cam', layers)).toBe(layer);
    expect(defaultLayer('caption', 'grad-cam', layers)).toBe('sum');
    expect(defaultLayer('itm', 'attention', layers)).toBe('sum');
  });
});
