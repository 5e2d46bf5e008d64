import { describe, expect, test } from 'vitest';
import { ALL_HEADS, HostAttentionHistory, reduceAttention, type StepAttention } from './attention.ts';

const [LAYERS, HEADS, BATCH, COLUMNS] = [2, 3, 2, 5];

/** The digits of every number are its layer, head, row and column. */
function numbered(step = 0): StepAttention {
  const layer = (l: number) => {
    const values = new Float32Array(HEADS * BATCH * COLUMNS);
    let index = 0;
    for (let h = 0; h < HEADS; h++) {
      for (let b = 0; b < BATCH; b++) {
        for (let n = 0; n < COLUMNS; n++) values[index++] = step * 10_000 + l * 1000 + h * 100 + b * 10 + n;
      }
    }
    return values;
  };
  return { layers: [layer(0), layer(1)], heads: HEADS, batch: BATCH, columns: COLUMNS };
}

describe('reduceAttention', () => {
  test('one layer and head: its row without the [CLS] column', () => {
    expect([...reduceAttention(numbered(), 1, { layer: 1, head: 2 })]).toEqual([1211, 1212, 1213, 1214]);
  });

  test('all heads of a layer: their mean', () => {
    expect([...reduceAttention(numbered(), 0, { layer: 0, head: null })]).toEqual([101, 102, 103, 104]);
  });

  test('one head of all layers: their mean', () => {
    expect([...reduceAttention(numbered(), 0, { layer: null, head: 1 })]).toEqual([601, 602, 603, 604]);
  });

  test('all layers and heads', () => {
    expect([...reduceAttention(numbered(), 1, ALL_HEADS)]).toEqual([611, 612, 613, 614]);
  });

  test.each([
    [{ layer: LAYERS, head: null }, 'layer is 2; it must be null or a whole number from 0 to 1.'],
    [{ layer: -1, head: null }, 'layer is -1; it must be null or a whole number from 0 to 1.'],
    [{ layer: 0, head: 1.5 }, 'head is 1.5; it must be null or a whole number from 0 to 2.'],
  ])('refuses %o', (selection, message) => {
    expect(() => reduceAttention(numbered(), 0, selection)).toThrow(message);
  });
});

describe('history', () => {
  test('finds each token by its step and row', async () => {
    const history = new HostAttentionHistory();
    expect([history.add(numbered(0)), history.add(numbered(1))]).toEqual([0, 1]);
    const refs = [
      { step: 1, row: 0 },
      { step: 0, row: 1 },
    ];
    const maps = await history.maps(refs, { layer: 0, head: 0 });
    expect(maps.map((map) => map[0])).toEqual([10_001, 11]);
  });
});
