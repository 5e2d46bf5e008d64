/** Command-line options: their syntax, and the settings they amount to. */
import { InvalidArgumentError, Option } from 'commander';
import {
  EXPLAIN_METHODS,
  EXPLAIN_SOURCES,
  type ExplainMethod,
  type ExplainSource,
  type LayerChoice,
} from '../core/explain.ts';
import type { BundleManifest } from '../core/manifest/manifest.ts';
import type { CaptionSettings } from '../core/protocol/index.ts';

export interface ModelFlags {
  model?: string;
  threads?: number;
  json?: boolean;
}

export interface CaptionFlags extends ModelFlags {
  numCaptions?: number;
  topP?: number;
  topK?: number;
  temperature?: number;
  repetitionPenalty?: number;
  minLength?: number;
  maxLength?: number;
  seed?: number;
  prompt?: string;
  beams?: number;
  greedy?: boolean;
  matcher?: string;
}

export interface MatchFlags extends ModelFlags {
  texts?: string;
}

export interface AnswerFlags extends ModelFlags {
  beams?: number;
}

export interface ExplainFlags extends ModelFlags {
  method?: ExplainMethod;
  source?: ExplainSource;
  layer?: LayerChoice;
  png?: string;
  npy?: string;
}

/** Same captions every time, unless another seed is asked for. */
const DEFAULT_SEED = 0;

/** What the engine takes; what is not given comes from the model. Ranges are the engine's to check. */
export function captionSettings(flags: CaptionFlags, { generation, text }: BundleManifest): CaptionSettings {
  return {
    method: flags.greedy ? 'greedy' : flags.beams === undefined ? 'nucleus' : 'beam',
    numCaptions: flags.numCaptions ?? generation.numCaptions,
    topP: flags.topP ?? generation.topP,
    topK: flags.topK ?? generation.topK,
    temperature: flags.temperature ?? generation.temperature,
    repetitionPenalty: flags.repetitionPenalty ?? generation.repetitionPenalty,
    minLength: flags.minLength ?? Math.min(generation.minLength, text.maxPositions),
    maxLength: flags.maxLength ?? Math.min(generation.maxLength, text.maxPositions),
    seed: flags.seed ?? DEFAULT_SEED,
    prompt: flags.prompt ?? generation.prompt,
    beams: flags.beams ?? generation.beams,
  };
}

export function modelOptions(): Option[] {
  return [
    new Option('--model <dir>', 'a bundle made by export (default: the demo model, exported on first use)'),
    new Option('--threads <n>', 'processor threads (default: one per core)').argParser(wholeFrom(1)),
    new Option('--json', 'print JSON lines and nothing else'),
  ];
}

export function captionOptions(): Option[] {
  return [
    new Option('--num-captions <n>', 'captions a picture').argParser(wholeFrom(1)),
    new Option('--top-p <p>', 'sample from the likeliest tokens that hold this much probability').argParser(
      decimal,
    ),
    new Option('--top-k <k>', 'sample from this many likeliest tokens; 0 for all').argParser(wholeFrom(0)),
    new Option('--temperature <t>', 'below 1 is safer, above is more varied').argParser(decimal),
    new Option('--repetition-penalty <r>', 'above 1 discourages tokens already there').argParser(decimal),
    new Option('--min-length <n>', 'tokens, start token and prompt included').argParser(wholeFrom(0)),
    new Option('--max-length <n>', 'likewise').argParser(wholeFrom(1)),
    new Option('--seed <n>', `the same seed gives the same captions (default: ${DEFAULT_SEED})`).argParser(
      wholeFrom(0),
    ),
    new Option('--prompt <text>', 'how the caption begins'),
    new Option('--beams <k>', 'beam search with this many beams instead of sampling').argParser(wholeFrom(1)),
    new Option('--greedy', 'the likeliest token each time: one caption').conflicts('beams'),
    new Option('--matcher <dir>', 'a bundle of a matcher: the caption that fits best comes first'),
  ];
}

export function matchOptions(): Option[] {
  return [
    new Option('--texts <file>', 'instead of a text: JSON that gives each picture’s name a list of texts'),
  ];
}

export function answerOptions(): Option[] {
  return [new Option('--beams <k>', 'answers to pursue and to print (default: 3)').argParser(wholeFrom(1))];
}

export function explainOptions(): Option[] {
  return [
    new Option('--method <name>', 'what a map shows (default: grad-cam)').choices(EXPLAIN_METHODS),
    new Option('--source <name>', 'what is explained: a captioner’s words, or a matcher’s verdict').choices(
      EXPLAIN_SOURCES,
    ),
    new Option(
      '--layer <l>',
      'a layer, counted from 0, or "sum" of all (default: sum; 7 for grad-cam of a matcher that has it)',
    ).argParser(layerChoice),
    new Option('--png <file>', 'draw the maps over the picture: the whole sentence, then each word'),
    new Option('--npy <file>', 'the raw maps for NumPy: float32, [tokens, rows, columns]'),
  ];
}

/** The flag that sets a field of the settings. */
export function flagOf(field: string): string {
  return `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function layerChoice(text: string): LayerChoice {
  if (text === 'sum' || /^\d+$/.test(text)) return text === 'sum' ? text : Number(text);
  throw new InvalidArgumentError('It must be a layer, counted from 0, or "sum".');
}

function wholeFrom(least: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`It must be a whole number, ${least} or more.`);
    }
    return value;
  };
}

function decimal(text: string): number {
  if (!/^-?(\d+\.?\d*|\.\d+)(e-?\d+)?$/i.test(text)) throw new InvalidArgumentError('It must be a number.');
  return Number(text);
}
