/** The flags of `embed`, `search`, `classify` and `duplicates`. */
import { Option } from 'commander';
import { integerFrom, type ModelFlags, modelOptions } from '../options.ts';

export interface VectorFlags extends ModelFlags {
  journal?: string;
}

export interface EmbedFlags extends ModelFlags {
  out: string;
}

export interface SearchFlags extends VectorFlags {
  image?: string;
  top: number;
  all?: boolean;
}

export interface ClassifyFlags extends VectorFlags {
  labels: string[];
}

export interface DuplicatesFlags {
  json?: boolean;
}

export const SEARCH_HELP = `
Examples:
  blipscope search photos "a dog on a beach"
  blipscope search photos more.zip "a dog on a beach" --all --json
  blipscope search photos --image dog.jpg                       pictures like this one

The first search makes a vector of each picture; the next ones reuse it, and what capfilt stored in a journal.

Exit codes: 0 done, 1 stopped by an error, 2 done but some pictures could not be read, 130 interrupted.`;

const MODEL = new Option(
  '--model <dir>',
  'a bundle of a matcher, made by export (default: the demo model, exported on first use)',
);

/** The model is a matcher. */
function matcherOptions(): Option[] {
  return [MODEL, ...modelOptions().filter(({ long }) => long !== MODEL.long)];
}

function vectorOptions(): Option[] {
  return [
    new Option(
      '--journal <dir>',
      'the --out of capfilt, whose journal has vectors, too (default: the input folders)',
    ),
    ...matcherOptions(),
  ];
}

export function embedOptions(): Option[] {
  return [
    new Option(
      '--out <file>',
      'a .jsonl file with a line for each picture, or a .npy file with a .names.txt beside it',
    ).makeOptionMandatory(),
    ...matcherOptions(),
  ];
}

export function searchOptions(): Option[] {
  return [
    new Option('--image <file>', 'instead of a text: find pictures like this one'),
    new Option('--top <n>', 'pictures at most').argParser(integerFrom(1)).default(20),
    new Option('--all', 'also pictures that do not fit, after those that do'),
    ...vectorOptions(),
  ];
}

export function classifyOptions(): Option[] {
  return [
    new Option('--labels <names>', 'what the pictures are sorted into, with commas: "a dog,a cat"')
      .argParser((value: string, before: string[] | undefined) => [
        ...(before ?? []),
        ...value.split(',').map((label) => label.trim()),
      ])
      .makeOptionMandatory(),
    ...vectorOptions(),
  ];
}
