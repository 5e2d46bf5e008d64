/** Damaged config.json files and shard indexes are either accepted or refused with a typed error. */
import path from 'node:path';
import { afterAll, assert, expect, test } from 'vitest';
import { inspectCheckpoint } from '../inspect.ts';
import type { CheckpointFiles } from '../io/byte-source.ts';
import { Dice, damage, randomFrom, watched } from '../testing/fuzz.ts';
import { contentsOf } from '../testing/hub-run.ts';
import { folderFiles, REFERENCE } from '../testing/memory.ts';
import { damageJson } from '../testing/odd-json.ts';
import { CheckpointError } from './errors.ts';
import { openCheckpoint } from './open.ts';

const CASES = 2000;

let casesRun = 0;
afterAll(() => console.info(`${casesRun} damaged settings: each was taken or refused with a typed error.`));

/**
 * Opens the checkpoint and, for a configuration, inspects it. Everything but success or a typed error fails the test,
 * and so does a read outside the file.
 */
async function outcome(
  contents: Record<string, Uint8Array>,
  { inspect }: { inspect: boolean },
): Promise<'taken' | 'refused'> {
  const sources = new Map(Object.entries(contents).map(([name, bytes]) => [name, watched(bytes)]));
  const files: CheckpointFiles = {
    list: () => [...sources.keys()],
    open: async (name) => sources.get(name)!,
  };
  try {
    await openCheckpoint(files);
    if (!inspect) return 'taken';
    const { bundleBytes } = await inspectCheckpoint(files, { target: 'wasm' });
    for (const bytes of Object.values(bundleBytes)) assert(Number.isSafeInteger(bytes) && bytes >= 0);
    return 'taken';
  } catch (error) {
    if (error instanceof CheckpointError && /^[^\n]{1,1000}[.?]$/.test(error.message)) return 'refused';
    throw error;
  } finally {
    for (const [name, { bytesRead, size }] of sources)
      assert(bytesRead <= 4 * size, `${name} read too often`);
  }
}

type Spoil = (text: string, dice: Dice) => Uint8Array;

const spoilBytes: Spoil = (text, dice) => damage(new TextEncoder().encode(text), dice);
const spoilValues: Spoil = (text, dice) => new TextEncoder().encode(damageJson(text, dice));

const CONFIG = 'config.json';
const PREPROCESSOR = 'preprocessor_config.json';
const TOKENIZER = 'tokenizer_config.json';
const SAFETENSORS_INDEX = 'model.safetensors.index.json';
const TORCH_INDEX = 'pytorch_model.bin.index.json';

test.each<[string, string, string[], Spoil, number]>([
  ['bytes', CONFIG, ['checkpoints/odd-9', 'architectures/matcher-9'], spoilBytes, 21],
  [
    'values',
    CONFIG,
    ['checkpoints/odd-9', 'architectures/vqa-4', 'architectures/contrast-4'],
    spoilValues,
    22,
  ],
  ['values', PREPROCESSOR, ['checkpoints/odd-9', 'architectures/matcher-9'], spoilValues, 26],
  ['values', TOKENIZER, ['checkpoints/odd-9', 'checkpoints/square-16'], spoilValues, 27],
  ['bytes', SAFETENSORS_INDEX, ['formats/half-4-sharded'], spoilBytes, 23],
  ['values', SAFETENSORS_INDEX, ['formats/half-4-sharded'], spoilValues, 24],
  ['bytes', TORCH_INDEX, ['formats/half-4-bin-sharded'], spoilBytes, 25],
])(
  `${CASES} times odd %s in %s`,
  async (_, file, folders, spoil, seed) => {
    const dice = new Dice(randomFrom(seed));
    const checkpoints = await Promise.all(
      folders.map((folder) => contentsOf(folderFiles(path.join(REFERENCE, folder)))),
    );
    const tally = { taken: 0, refused: 0 };
    for (let index = 0; index < CASES; index++) {
      const checkpoint = dice.pick(checkpoints);
      const spoilt = spoil(new TextDecoder().decode(checkpoint[file]), dice);
      try {
        tally[await outcome({ ...checkpoint, [file]: spoilt }, { inspect: !file.endsWith('.index.json') })] +=
          1;
      } catch (cause) {
        throw new Error(`case ${index}: ${cause}\n${new TextDecoder().decode(spoilt).slice(0, 3000)}`, {
          cause,
        });
      }
    }
    casesRun += CASES;
    expect(tally.refused).toBeGreaterThan(0);
    expect(tally.taken).toBeGreaterThan(0);
  },
  600_000,
);
