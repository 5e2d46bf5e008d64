/** The texts of each picture: one for all, or those of a file. */
import { basename } from 'node:path';
import { CliError } from './errors.ts';
import { pathKind } from './files.ts';
import type { MatchFlags } from './options.ts';
import { isStandardInput, readText } from './read-file.ts';

/**
 * Returns the texts of a picture, by its path.
 * @throws {CliError} for a picture without texts
 */
export type TextsOf = (picture: string) => readonly string[];

/**
 * Selects the source of texts.
 * @throws {CliError} unless there is exactly one source, or if the file is not a table of texts
 */
export async function chooseTexts(text: string | undefined, { texts: file }: MatchFlags): Promise<TextsOf> {
  if ((text === undefined) === (file === undefined)) {
    throw new CliError('Give one text in quotes, or a file of texts with --texts.');
  }
  if (file === undefined) return () => [text!];
  const table = await readTexts(file);
  return (picture) => {
    const texts = table.get(basename(picture));
    if (texts === undefined) throw new CliError(`${file} has no texts for ${basename(picture)}.`);
    return texts;
  };
}

async function readTexts(file: string): Promise<Map<string, string[]>> {
  const kind = isStandardInput(file) ? 'file' : await pathKind(file);
  if (kind === 'missing') throw new CliError(`--texts: there is no file ${file}.`);
  if (kind === 'folder') throw new CliError(`--texts ${file} is a folder. Name a file.`);
  const table = tryParse(await readText(file));
  if (isTable(table)) return new Map(Object.entries(table));
  throw new CliError(`${file} must be JSON that gives each picture’s name its texts: {"a.png": ["a cat"]}.`);
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
