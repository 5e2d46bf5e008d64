/** What reads files from elsewhere, with odd files for it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { VIEW } from '../../../app/features/share/testing';
import { parseView, ViewError } from '../../../app/features/share/view-document';
import { BundleError } from '../../../core/manifest/manifest.ts';
import { parseManifest } from '../../../core/manifest/parse-manifest.ts';
import { CheckpointError } from '../../../model-export/checkpoint/errors.ts';
import { openCheckpoint } from '../../../model-export/checkpoint/open.ts';
import { readPyTorch } from '../../../model-export/checkpoint/pytorch/read.ts';
import { readSafetensors } from '../../../model-export/checkpoint/safetensors.ts';
import { inspectCheckpoint } from '../../../model-export/inspect.ts';
import { bytesSource, type CheckpointFiles } from '../../../model-export/io/byte-source.ts';
import { type Dice, damage } from '../../../model-export/testing/fuzz.ts';
import { exampleManifest } from '../../../model-export/testing/manifest.ts';
import { folderContents, REFERENCE } from '../../../model-export/testing/memory.ts';
import { damageJson } from '../../../model-export/testing/odd-json.ts';
import { oddSafetensors, oddTorchFile } from '../../../model-export/testing/odd-weights.ts';
import { oddBundle } from './odd-bundles.ts';
import { oddTokenizer, oddVocabulary } from './odd-tokenizers.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

/** Makes an odd file, and returns what reads it; any error that the reader does not announce is a fault. */
export type Subject = (dice: Dice) => () => Promise<Outcome>;

const FIXTURES = path.join(REFERENCE, '../model-export/testing/fixtures');
const bytesOf = (name: string) => new Uint8Array(readFileSync(path.join(FIXTURES, name)));
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Odd values in a JSON text, or odd bytes, or the text as it is. */
function oddText(text: string, dice: Dice): string {
  if (dice.below(20) === 0) return text;
  if (dice.below(4) > 0) return damageJson(text, dice);
  return decoder.decode(damage(encoder.encode(text), dice));
}

function manifests(): Subject {
  const text = JSON.stringify(exampleManifest(), null, 2);
  return (dice) => {
    const odd = oddText(text, dice);
    return () => outcomeOf(() => parseManifest(odd), BundleError);
  };
}

function views(): Subject {
  const text = JSON.stringify({ ...VIEW, masked: [{ left: 0, top: 0, width: 0.5, height: 0.5 }] });
  const large = `{"format":"blipscope-view","a":${'['.repeat(24_000)}${']'.repeat(24_000)}}`;
  return (dice) => {
    const odd = dice.below(100) === 0 ? large : oddText(text, dice);
    return () => outcomeOf(() => parseView(odd, 'file'), ViewError);
  };
}

/** Every settings file of checkpoints, each in turn. */
function settings(): Subject {
  const extra = {
    'generation_config.json': '{"max_length": 20, "do_sample": true, "top_p": 0.9}',
    'processor_config.json': '{"image_processor": {"image_mean": [0.5, 0.4, 0.3], "do_normalize": true}}',
  };
  const folders = ['checkpoints/odd-9', 'architectures/matcher-9', 'architectures/vqa-4'];
  const checkpoints = folders.map((folder) => ({
    ...Object.fromEntries(Object.entries(extra).map(([name, text]) => [name, encoder.encode(text)])),
    ...folderContents(path.join(REFERENCE, folder)),
  }));
  return (dice) => {
    const contents: Record<string, Uint8Array> = dice.pick(checkpoints);
    const name = dice.pick(Object.keys(contents).filter((each) => each.endsWith('config.json')));
    const odd = encoder.encode(oddText(decoder.decode(contents[name]), dice));
    const files = filesOf({ ...contents, [name]: odd });
    const read = async () => {
      await openCheckpoint(files);
      await inspectCheckpoint(files, { target: 'wasm' });
    };
    return () => outcomeOf(read, CheckpointError);
  };
}

function filesOf(contents: Record<string, Uint8Array>): CheckpointFiles {
  return { list: () => Object.keys(contents), open: async (name) => bytesSource(contents[name]!) };
}

/** Lists the tensors and reads each. */
function weights(
  read: typeof readPyTorch | typeof readSafetensors,
  intact: Uint8Array,
  odd: (dice: Dice) => Uint8Array,
): Subject {
  return (dice) => {
    const bytes = dice.below(2) === 0 ? damage(intact, dice) : odd(dice);
    const readAll = async () => {
      for (const tensor of await read(bytesSource(bytes), 'a file')) await tensor.read();
    };
    return () => outcomeOf(readAll, CheckpointError);
  };
}

/** By name; made when they are needed. */
export const SUBJECTS = {
  manifest: manifests,
  view: views,
  settings,
  tokenizer: () => oddTokenizer,
  vocabulary: () => oddVocabulary,
  zip: () => oddBundle,
  safetensors: () =>
    weights(readSafetensors, bytesOf('sharded/safetensors/model-00001-of-00002.safetensors'), oddSafetensors),
  pickle: () => weights(readPyTorch, bytesOf('pytorch/parameters.pt'), oddTorchFile),
} satisfies Record<string, () => Subject>;

export type SubjectName = keyof typeof SUBJECTS;
