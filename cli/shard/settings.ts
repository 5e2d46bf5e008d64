/** The settings of a run over shards: a JSON file, in which everything may be left out. */
import { DEFAULT_FILTER, type FilterSettings, KEEP_RULES } from '../../core/collection.ts';
import { type CaptionSettings, SETTING_KEYS, SETTINGS } from '../../core/settings/index.ts';
import { reasonOf } from '../errors.ts';
import type { CaptionFlags } from '../options.ts';
import { readText } from '../read-file.ts';
import { ShardError } from './shard-error.ts';

/** As the file has them. */
export interface SettingsFile {
  /** What is left out has the model's defaults. */
  caption: CaptionFlags;
  filter: FilterSettings;
  /** Whether texts that come with pictures are matched, and may be chosen. */
  texts: 'auto' | 'none';
  /** Pictures and texts as a tar file as well. */
  tar: boolean;
}

/** With the captioner's defaults. */
export type ShardSettings = Omit<SettingsFile, 'caption'> & { caption: CaptionSettings };

type Given = Readonly<Record<string, unknown>>;

const CAPTION_KEYS = SETTING_KEYS.filter((key) => key !== 'method');
const OWN_KEYS = ['candidates', 'greedy', 'threshold', 'keep', 'texts', 'tar'];

/** @throws {ShardError} for a key or a value that has no meaning */
export async function readSettings(file: string | undefined): Promise<SettingsFile> {
  const given = file === undefined ? {} : await readObject(file);
  const unknown = Object.keys(given).find((key) => ![...OWN_KEYS, ...CAPTION_KEYS].includes(key));
  if (unknown !== undefined) throw wrong(`${file}: there is no setting "${unknown}".`);
  return {
    caption: captionFlags(given),
    filter: { threshold: threshold(given.threshold), keep: oneOf('keep', KEEP_RULES, given.keep) },
    texts: oneOf('texts', ['auto', 'none'] as const, given.texts),
    tar: boolean('tar', given.tar),
  };
}

async function readObject(file: string): Promise<Given> {
  let value: unknown;
  try {
    value = JSON.parse(await readText(file));
  } catch (error) {
    throw wrong(error instanceof SyntaxError ? `${file} is not JSON.` : `${file}: ${reasonOf(error)}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw wrong(`${file} must be a JSON object: {"candidates": 3, "threshold": 0.5}.`);
}

/** The captioner checks the ranges. */
function captionFlags({ candidates, greedy, ...given }: Given): CaptionFlags {
  const named: Given = candidates === undefined ? given : { ...given, numCaptions: candidates };
  const flags = CAPTION_KEYS.filter((key) => named[key] !== undefined).map((key) => {
    const type = SETTINGS[key].kind === 'text' ? 'string' : 'number';
    if (typeof named[key] === type) return [key, named[key]];
    const shown = key === 'numCaptions' && candidates !== undefined ? 'candidates' : key;
    throw wrong(`The setting "${shown}" must be a ${type}.`);
  });
  return { ...Object.fromEntries(flags), ...(boolean('greedy', greedy) && { greedy: true }) };
}

function threshold(value: unknown = DEFAULT_FILTER.threshold): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw wrong('The setting "threshold" must be a number from 0 to 1.');
}

function oneOf<T extends string>(key: string, values: readonly T[], value: unknown = values[0]): T {
  const found = values.find((each) => each === value);
  if (found !== undefined) return found;
  throw wrong(`The setting "${key}" must be one of ${values.join(', ')}.`);
}

function boolean(key: string, value: unknown = false): boolean {
  if (typeof value === 'boolean') return value;
  throw wrong(`The setting "${key}" must be true or false.`);
}

function wrong(message: string): ShardError {
  return new ShardError('settings', message);
}
