/** Nothing leaves the machine: every command runs in a network namespace. */
import { describe, expect, test } from 'vitest';
import { inOwnNetwork, missingForOwnNetwork } from './testing/own-network.ts';

const missing = missingForOwnNetwork();
const title = missing === null ? 'in a network namespace' : `in a network namespace (skipped: ${missing})`;

/** Bundles, pictures and arrays that were asked for, the demo model, hashes of bundles, and the downloads of the hub. */
const OURS = [
  /^work\/(captioner|matcher|answerer|of-a-hub)\/(blipscope\.json|tokenizer\.json|[\w-]+\.(onnx|bin))$/,
  /^work\/maps\.(png|npy)$/,
  /^cache\/blipscope\/demo-[0-9a-f]{16}\/(blipscope\.json|(answerer\.)?(tokenizer\.json|[\w-]+\.(onnx|bin)))$/,
  /^cache\/blipscope\/hashes\/[0-9a-f]{64}$/,
  /^cache\/blipscope\/hub\/[^/]+$/,
  /^work\/filtered\/(\.blipscope\.jsonl|\.blipscope\.json|captions\.jsonl)$/,
  /^work\/shard\/[\w-]+\.(jsonl|json|parquet)$/,
  /^work\/vectors\.jsonl$/,
  /^cache\/blipscope\/vectors\/[0-9a-f]{64}\.jsonl$/,
];

describe.skipIf(missing !== null)(title, () => {
  test('no command looks up a name, and none writes a file that is not its own', async () => {
    const [control, ...commands] = await inOwnNetwork();
    expect(control?.lookups).toEqual(['control.example']);
    expect(commands).toHaveLength(18);
    for (const { command, code, stderr, lookups, files } of commands) {
      const foreign = files.filter((file) => !OURS.some((own) => own.test(file)));
      expect({ command, code, stderr, lookups, foreign }).toEqual({
        ...{ command, code: 0, stderr: '', lookups: [], foreign: [] },
      });
    }
  }, 180_000);
});
