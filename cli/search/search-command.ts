/** `blipscope search INPUT… TEXT`: pictures that a sentence, or another picture, finds. */
import { readFile } from 'node:fs/promises';
import type { SearchHit } from '../../core/protocol/index.ts';
import { DEFAULT_RERANK } from '../../core/protocol/index.ts';
import type { Found, VectorTable } from '../../dataset/index.ts';
import type { Matcher } from '../../workers/engine/index.ts';
import { hasItm, type Matching, searchByText, searchByVector } from '../../workers/search/index.ts';
import { stopsRun } from '../capfilt/failures.ts';
import { type Listing, listInputs } from '../capfilt/inputs/inputs.ts';
import { preparePicture } from '../capfilt/prepare-picture.ts';
import { aboutPath, CliError, reasonOf } from '../errors.ts';
import { print, printJson, printNotice } from '../output.ts';
import { INTERRUPTED, pixelsOf, reportFailure } from './embedding.ts';
import type { SearchFlags } from './flags.ts';
import { openMatcher } from './open-matcher.ts';
import { CountLine } from './progress.ts';
import { vectorTable } from './vectors.ts';

/** @throws {CliError} for arguments that make no sense, and when it is interrupted. */
export async function searchCommand(
  given: readonly string[],
  flags: SearchFlags,
  signal: AbortSignal,
): Promise<void> {
  const { inputs, text } = queryOf(given, flags);
  const listing = await listInputs(inputs, { kind: 'none' }, signal);
  const matcher = await openMatcher(flags, signal);
  try {
    const like = flags.image === undefined ? null : await vectorOfFile(flags.image, matcher);
    const table = await vectorTable({ inputs, listing, matcher, journal: flags.journal, signal });
    if (!hasItm(matcher) && !like)
      printNotice('The model has no ITM: pictures are ranked, and none is cut off.');
    const found = like
      ? searchByVector(table, like, { limit: flags.top })
      : await findByText({ table, text, listing, matcher, signal }, flags);
    showHits(found, flags, table.paths.length);
  } catch (error) {
    if (error !== signal.reason) throw error;
    throw new CliError('Interrupted.', { exitCode: INTERRUPTED });
  } finally {
    await matcher.dispose();
    await listing.close();
  }
}

/** The text is the last argument, unless a picture stands for it. @throws {CliError} */
function queryOf(given: readonly string[], { image }: SearchFlags): { inputs: string[]; text: string } {
  if (image !== undefined) return { inputs: [...given], text: '' };
  const inputs = given.slice(0, -1);
  const text = given.at(-1)!;
  if (inputs.length > 0) return { inputs, text };
  throw new CliError('Name what is searched, then the text in quotes: blipscope search photos "a dog".');
}

async function vectorOfFile(file: string, matcher: Matcher): Promise<Float32Array> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw aboutPath(file, error);
  });
  const prepared = await preparePicture(bytes, [matcher.manifest.image]).catch((error: unknown) => {
    throw new CliError(`${file}: ${reasonOf(error)}`, { cause: error });
  });
  return matcher.embed(prepared.pixelValues[0]!);
}

interface TextQuery {
  table: VectorTable;
  text: string;
  listing: Listing;
  matcher: Matcher;
  signal: AbortSignal;
}

async function findByText(query: TextQuery, { top, all }: SearchFlags): Promise<Found> {
  const { table, text, signal } = query;
  const toCheck = Math.min(DEFAULT_RERANK, table.paths.length);
  const progress = new CountLine('matched', hasItm(query.matcher) ? toCheck : 0);
  let checked = 0;
  const report = (found: Found) => {
    for (; checked < found.checked; checked++) progress.add();
  };
  try {
    const limit = Math.max(DEFAULT_RERANK, all ? top : 0);
    const found = await searchByText(matchingOf(query), { table, text, rerank: toCheck, limit, report });
    signal.throwIfAborted();
    return found;
  } finally {
    progress.end();
  }
}

export function matchingOf({ listing, matcher, signal }: Omit<TextQuery, 'table' | 'text'>): Matching {
  const pictures = new Map(listing.pictures.map((picture) => [picture.path, picture]));
  const read = async (path: string) => {
    try {
      return await pixelsOf(pictures.get(path)!, matcher);
    } catch (reason) {
      reportFailure(path, reason);
      throw reason;
    }
  };
  return {
    matcher,
    read,
    encode: (pixelValues) => matcher.encode(pixelValues),
    stops: stopsRun,
    step: (job) => job(),
    signal,
  };
}

function showHits({ hits, fitting }: Found, { top, all, json }: SearchFlags, total: number): void {
  const shown = hits.slice(0, fitting === null || all ? top : Math.min(top, fitting));
  for (const [index, hit] of shown.entries()) {
    const fits = fitting === null ? null : index < fitting;
    if (json) printJson({ ...hit, fits });
    else print(lineOf(hit));
  }
  if (json || fitting === null) return;
  const more = all || fitting === total ? '' : ' --all lists others as well.';
  printNotice(`${fitting} of ${total} pictures fit.${more}`);
}

function lineOf({ path, cosine, probability }: SearchHit): string {
  const match = probability === null ? '      ' : `${(100 * probability).toFixed(1).padStart(5)}%`;
  return `${match}  ${cosine.toFixed(3)}  ${path}`;
}
