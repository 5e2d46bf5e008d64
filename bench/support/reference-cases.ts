/** All checkpoints of `reference/`, and mixtures made of its matcher. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { CheckpointFiles } from '../../model-export/index.ts';
import { folderFiles, REFERENCE } from '../../model-export/testing/memory.ts';
import { MIXTURE_TWIN, mixtureCheckpoint, withNames } from '../../model-export/testing/mixture.ts';

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
