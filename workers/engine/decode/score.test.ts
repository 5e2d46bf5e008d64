import { expect, test } from 'vitest';
import { randomScript, ScriptedDecoder } from '../testing/fake-model.ts';
import { scoreIds, scoreRows } from './score.ts';

const [VOCABULARY, PAD] = [12, 0];
const ROWS = [
  [10, 2, 3],
  [10, 4, 5, 6, 3],
  [10, 4, 8, 3],
];

test('sequences that are scored together have the scores of each alone', async () => {
  const script = randomScript(VOCABULARY, 1);
  const together = await scoreRows(new ScriptedDecoder(ROWS.length, script), ROWS, PAD);
  for (const [row, ids] of ROWS.entries()) {
    const alone = await scoreIds(new ScriptedDecoder(1, script), ids);
    expect(together[row]).toEqual(alone.map(({ logProb }) => logProb));
  }
});

test('an aborted signal stops between steps', async () => {
  const controller = new AbortController();
  const decoder = new ScriptedDecoder(ROWS.length, (ids) => {
    if (ids.length === 2) controller.abort(new Error('stopped'));
    return new Float32Array(VOCABULARY);
  });
  await expect(scoreRows(decoder, ROWS, PAD, controller.signal)).rejects.toThrow('stopped');
  expect(decoder.fed).toHaveLength(2);
});
