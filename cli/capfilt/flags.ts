/** The flags of `capfilt`. */
import { Option } from 'commander';
import { DEFAULT_FILTER, KEEP_RULES, type KeepRule } from '../../core/collection.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../../core/protocol/index.ts';
import { CliError } from '../errors.ts';
import {
  type CaptionFlags,
  captionOptions,
  decimal,
  integerFrom,
  modelOptions,
  type WorkerFlags,
  workerOptions,
} from '../options.ts';

export interface CapFiltFlags extends Omit<CaptionFlags, 'numCaptions'>, WorkerFlags {
  out: string;
  texts: string;
  candidates: number;
  threshold: number;
  keep: KeepRule;
  format: string[];
  onlyMissing?: boolean;
  force?: boolean;
  retryFailed?: boolean;
  dryRun?: boolean;
  pictures?: boolean;
  template: string;
  language: string;
  table?: string;
}

export const CAPFILT_HELP = `
Examples:
  blipscope capfilt photos --out photos                            a text file beside each picture
  blipscope capfilt photos --out data --format parquet,imagefolder --keep all
  blipscope capfilt a.zip b.tar c.parquet list.jsonl --out data --format webdataset
  blipscope capfilt photos --out photos --texts none --candidates 3 --seed 7 --format xmp
  blipscope capfilt photos --out photos --dry-run                  what would be done

The same command again goes on where an interrupted run stopped. What is done is in DIR/.blipscope.jsonl.
Files that are not ours are never overwritten.

Exit codes: 0 done, 1 stopped by an error, 2 done but some pictures failed, 130 interrupted.`;

const DEFAULT_CANDIDATES = 5;

export function capfiltOptions(): Option[] {
  const own = ['--num-captions', '--matcher'];
  return [
    new Option(
      '--out <dir>',
      'where the files and the journal go; the input folder is allowed',
    ).makeOptionMandatory(),
    new Option('--texts <which>', 'original texts: auto, none, sidecar, xmp or csv=FILE').default('auto'),
    new Option('--candidates <n>', 'captions made of each picture')
      .argParser(integerFrom(1))
      .default(DEFAULT_CANDIDATES),
    new Option('--threshold <p>', 'texts whose match is below are dropped')
      .argParser(decimal)
      .default(DEFAULT_FILTER.threshold),
    new Option('--keep <rule>', 'which of the texts that pass')
      .choices(KEEP_RULES)
      .default(DEFAULT_FILTER.keep),
    new Option('--format <names>', `several with commas: ${EXPORT_FORMATS.join(', ')}`)
      .argParser((value: string, before: string[] | undefined) => [...(before ?? []), ...value.split(',')])
      .default(undefined, 'txt'),
    new Option('--only-missing', 'caption only pictures without an original text'),
    new Option('--retry-failed', 'try pictures again that failed in an earlier run'),
    new Option('--force', 'begin anew, also with other models or settings; decisions stay'),
    new Option('--dry-run', 'write nothing, and report what would be done'),
    new Option('--pictures', 'copies of the pictures as well; in Parquet a column'),
    new Option('--template <text>', 'around each text: {caption}, {name}, {folder}, {date}').default(
      '{caption}',
    ),
    new Option('--language <tag>', 'of texts in XMP').default('en'),
    new Option('--table <file>', 'wordpress, shopify: the site’s own list of its pictures, in CSV'),
    new Option('--matcher <dir>', 'a bundle of a matcher (default: the captioner’s own, if it can match)'),
    ...captionOptions().filter(({ long }) => !own.includes(long ?? '')),
    ...workerOptions(),
    ...modelOptions(),
  ];
}

/** The settings' names as flags. */
export function flagsOfCaption({ candidates, ...flags }: CapFiltFlags): CaptionFlags & WorkerFlags {
  return { ...flags, numCaptions: candidates };
}

/** @throws {CliError} for a format that does not exist, and a threshold out of range. */
export function checkedFormats({ format, threshold, table }: CapFiltFlags): ExportFormat[] {
  if (!(threshold >= 0 && threshold <= 1)) {
    throw new CliError(`--threshold is ${threshold}; it must be 0 to 1.`);
  }
  const names = (format ?? ['txt']).map((name) => name.trim());
  for (const name of names) {
    if (!EXPORT_FORMATS.some((each) => each === name)) {
      throw new CliError(`--format is ${name}; it must be among ${EXPORT_FORMATS.join(', ')}.`);
    }
  }
  if (names.includes('shopify') && table === undefined) {
    throw new CliError('--format shopify needs --table with the product export of the shop.');
  }
  return EXPORT_FORMATS.filter((name) => names.includes(name));
}
