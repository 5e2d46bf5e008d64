/** All checkpoints of `reference/`, and mixtures made of its matcher. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { CheckpointFiles } from '../../model-export/index.ts';
import { folderFiles, REFERENCE, withFiles } from '../../model-export/testing/memory.ts';
import { MIXTURE_TWIN, mixtureCheckpoint } from '../../model-export/testing/mixture.ts';

export interface Case {
  name: string;
  naming: 'hub' | 'original';
  files: CheckpointFiles;
  /** Name of the values in `reference/values/`. */
  values: string;
  /** For weights without a configuration. */
  heads?: { vision: number; text: number };
  /** There are no values of its captioner. */
  matcherOnly?: boolean;
}

interface Original {
  file: string;
  values: string;
  headsOf64: boolean;
  heads: { vision: number; text: number };
  /** The hub's name to the original's. */
  renamed: Record<string, string>;
}

export async function referenceCases(): Promise<Case[]> {
  const originals: Original[] = JSON.parse(
    readFileSync(path.join(REFERENCE, 'values/originals.json'), 'utf8'),
  );
  const forms = readdirSync(path.join(REFERENCE, 'formats')).filter((name) => name.startsWith('half-4'));
  return [
    ...named('checkpoints'),
    ...forms.map((name): Case => ({ ...stored(`formats/${name}`), naming: 'hub', values: 'half-4' })),
    ...named('architectures'),
    ...originals.map(({ file, values, headsOf64, heads }): Case => {
      const found = stored(path.dirname(file));
      return { ...found, naming: 'original', values, ...(headsOf64 ? {} : { heads }) };
    }),
    ...(await mixtures(originals.find(({ values }) => values === MIXTURE_TWIN)!)),
  ];
}

function named(parent: string): Case[] {
  return readdirSync(path.join(REFERENCE, parent)).map((name) => ({
    ...stored(`${parent}/${name}`),
    naming: 'hub',
    values: name,
  }));
}

function stored(folder: string): Pick<Case, 'name' | 'files'> {
  return { name: path.basename(folder), files: folderFiles(path.join(REFERENCE, folder)) };
}

/** The hub's two folders, and one file of pre-training; the original's names are those of the matcher in them. */
async function mixtures({ heads, renamed }: Original): Promise<Case[]> {
  const cases: Case[] = [];
  for (const keysValues of ['shared', 'own'] as const) {
    const { files, oneFile } = await mixtureCheckpoint(keysValues);
    const common = { name: `mixture, keys ${keysValues}`, values: MIXTURE_TWIN, matcherOnly: true };
    cases.push({ ...common, naming: 'hub', files });
    cases.push({ ...common, naming: 'original', files: await withNames(oneFile, renamed), heads });
  }
  return cases;
}

const WEIGHTS = 'model.safetensors';

/** The same tensors under other names: only the header is another. */
async function withNames(files: CheckpointFiles, names: Record<string, string>): Promise<CheckpointFiles> {
  const source = await files.open(WEIGHTS);
  const bytes = Buffer.from(await source.read(0, source.size));
  const dataStart = 8 + Number(bytes.readBigUInt64LE());
  const header: Record<string, object> = JSON.parse(bytes.toString('utf8', 8, dataStart));
  const entries = Object.entries(header).map(([name, entry]) => [names[name] ?? name, entry]);
  const renamed = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(renamed.byteLength));
  const parts = Buffer.concat([length, renamed, bytes.subarray(dataStart)]);
  return withFiles(files, { [WEIGHTS]: new Uint8Array(parts) });
}
