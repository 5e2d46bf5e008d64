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
import {
  type CaptionSettings,
  DEFAULT_SETTINGS,
  SETTING_KEYS,
  SETTINGS,
  type SettingKey,
} from '../core/settings/index.ts';
import type { DeviceChoice } from './device/choose.ts';
import { DEVICES } from './device/devices.ts';

export interface ModelFlags {
  model?: string;
  threads?: number;
  device?: DeviceChoice;
  json?: boolean;
}

export interface CaptionFlags extends ModelFlags, Partial<Omit<CaptionSettings, 'method'>> {
  greedy?: boolean;
  matcher?: string;
}

/** Of commands that caption many pictures. */
export interface WorkerFlags {
  workers?: number;
}

export interface MatchFlags extends ModelFlags {
  texts?: string;
}

export interface AnswerFlags extends ModelFlags {
  beams?: number;
  among?: string[];
  questions?: string;
}

export interface ExplainFlags extends ModelFlags {
  method?: ExplainMethod;
  source?: ExplainSource;
  question?: string;
  layer?: LayerChoice;
  png?: string;
  npy?: string;
}

/** What the engine takes; the model's default stands for a flag that is not given. The engine checks the ranges. */
export function captionSettings(flags: CaptionFlags, { generation, text }: BundleManifest): CaptionSettings {
  const { minLength, maxLength } = generation;
  const defaults = {
    ...DEFAULT_SETTINGS,
    ...generation,
    minLength: Math.min(minLength, text.maxPositions),
    maxLength: Math.min(maxLength, text.maxPositions),
  };
  const method = flags.greedy ? 'greedy' : flags.beams === undefined ? 'nucleus' : 'beam';
  const given = SETTING_KEYS.map((key) => [key, key === 'method' ? method : (flags[key] ?? defaults[key])]);
  return Object.fromEntries(given) as CaptionSettings;
}

export function modelOptions(): Option[] {
  return [
    new Option('--model <dir>', 'a bundle made by export (default: the demo model, exported on first use)'),
    new Option('--threads <n>', 'processor threads (default: one per core)').argParser(integerFrom(1)),
    new Option(
      '--device <name>',
      'what runs the model; auto is the fastest that works (default: cpu)',
    ).choices(['auto', ...DEVICES]),
    new Option('--json', 'print JSON lines and nothing else'),
  ];
}

export function workerOptions(): Option[] {
  return [
    new Option(
      '--workers <n>',
      'processes that caption pictures; the cores are shared among them (default: by cores and memory)',
    ).argParser(integerFrom(1)),
  ];
}

export function captionOptions(): Option[] {
  return [
    ...SETTING_KEYS.flatMap(settingOption),
    new Option('--greedy', 'the likeliest token each time: one caption').conflicts('beams'),
    new Option('--matcher <dir>', 'a bundle of a matcher: the caption that fits best comes first'),
  ];
}

function settingOption(key: SettingKey): Option[] {
  const setting = SETTINGS[key];
  if (setting.flag === null) return [];
  // The model's default stands for the others.
  const help = setting.inBundle ? setting.help : `${setting.help} (default: ${setting.default})`;
  const option = new Option(setting.flag, help);
  if (setting.kind === 'integer') option.argParser(integerFrom(setting.min));
  else if (setting.kind !== 'text') option.argParser(decimal);
  return [option];
}

export function matchOptions(): Option[] {
  return [
    new Option('--texts <file>', 'instead of a text: JSON that gives each picture’s name a list of texts'),
  ];
}

export function shardOptions(): Option[] {
  return [
    new Option('--matcher <dir>', 'a bundle of a matcher: it filters the texts'),
    new Option('--settings <file>', 'JSON, e.g. {"candidates": 3, "threshold": 0.5}; see docs/scale.md'),
  ];
}

export function answerOptions(): Option[] {
  return [
    new Option('--beams <k>', 'answers to pursue and to print (default: 3)').argParser(integerFrom(1)),
    new Option('--among <answers>', 'rank these answers instead, several with commas: red,blue,light green')
      .argParser(listedAnswers)
      .conflicts('beams'),
    new Option(
      '--questions <file>',
      'instead of a question: JSON that gives each picture’s name a list of them',
    ),
  ];
}

export function explainOptions(): Option[] {
  return [
    new Option('--method <name>', 'what a map shows (default: grad-cam)').choices(EXPLAIN_METHODS),
    new Option('--source <name>', 'what is explained: a captioner’s words, or a matcher’s verdict').choices(
      EXPLAIN_SOURCES,
    ),
    new Option(
      '--question <text>',
      'explain the answer of a VQA model; without a text, the answer that it finds',
    ).conflicts('source'),
    new Option(
      '--layer <l>',
      'a layer, counted from 0, or "sum" of all (default: sum; 7 for grad-cam of a matcher that has it)',
    ).argParser(layerChoice),
    new Option('--png <file>', 'draw the maps over the picture: the whole sentence, then each word'),
    new Option(
      '--npy <file>',
      'the raw maps for NumPy: float32, [tokens, rows, columns]; of an answer, then of its question',
    ),
  ];
}

/** The flag that sets a field of the settings. */
export function flagOf(field: string): string {
  return `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Also of an option that is given more than once. */
function listedAnswers(text: string, before: string[] | undefined): string[] {
  const answers = text.split(',').map((answer) => answer.trim());
  if (answers.every((answer) => answer !== '')) return [...(before ?? []), ...answers];
  throw new InvalidArgumentError('An answer is empty. Separate answers by commas: red,blue,light green.');
}

function layerChoice(text: string): LayerChoice {
  if (text === 'sum' || /^\d+$/.test(text)) return text === 'sum' ? text : Number(text);
  throw new InvalidArgumentError('It must be a layer, counted from 0, or "sum".');
}

export function integerFrom(least: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`It must be a whole number, ${least} or more.`);
    }
    return value;
  };
}

export function decimal(text: string): number {
  if (!/^-?(\d+\.?\d*|\.\d+)(e-?\d+)?$/i.test(text)) throw new InvalidArgumentError('It must be a number.');
  return Number(text);
}
