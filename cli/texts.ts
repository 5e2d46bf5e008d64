/** The texts or questions of each picture: one for all, or those of a file. */
import { basename } from 'node:path';
import { CliError } from './errors.ts';
import { pathKind } from './files.ts';
import { isStandardInput, readText } from './read-file.ts';

/**
 * Returns the texts of a picture, by its path.
 * @throws {CliError} for a picture without texts
 */
export type TextsOf = (picture: string) => readonly string[];

/** What the texts are called in messages; the option is called after them. */
export interface TextKind {
  one: string;
  many: string;
  example: string;
}

export const TEXTS: TextKind = { one: 'text', many: 'texts', example: 'a cat' };
export const QUESTIONS: TextKind = { one: 'question', many: 'questions', example: 'what is this?' };

/**
 * Selects the source of texts: the command line's `text` or a `file`.
 * @throws {CliError} unless there is exactly one source, or if the file is not a table of texts
 */
export async function chooseTexts(
  text: string | undefined,
  file: string | undefined,
  called: TextKind,
): Promise<TextsOf> {
  const { one, many } = called;
  if ((text === undefined) === (file === undefined)) {
    throw new CliError(`Give one ${one} in quotes, or a file of ${many} with --${many}.`);
  }
  if (file === undefined) return () => [text!];
  const table = await readTexts(file, called);
  return (picture) => {
    const texts = table.get(basename(picture));
    if (texts === undefined) throw new CliError(`${file} has no ${many} for ${basename(picture)}.`);
    return texts;
  };
}

async function readTexts(file: string, { many, example }: TextKind): Promise<Map<string, string[]>> {
  const kind = isStandardInput(file) ? 'file' : await pathKind(file);
  if (kind === 'missing') throw new CliError(`--${many}: there is no file ${file}.`);
  if (kind === 'folder') throw new CliError(`--${many} ${file} is a folder. Name a file.`);
  const table = tryParse(await readText(file));
  if (isTable(table)) return new Map(Object.entries(table));
  throw new CliError(
    `${file} must be JSON that gives each picture’s name its ${many}: {"a.png": ["${example}"]}.`,
  );
}

function tryParse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function isTable(value: unknown): value is Record<string, string[]> {
  const isList = (texts: unknown) => Array.isArray(texts) && texts.every((each) => typeof each === 'string');
  return typeof value === 'object' && value !== null && Object.values(value).every(isList);
}
