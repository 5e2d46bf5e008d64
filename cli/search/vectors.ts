/** The vectors of the inputs: from journals and earlier commands, or made. */
import { join } from 'node:path';
import {
  JOURNAL_FILE,
  matcherKey,
  type NamedVector,
  pictureVector,
  VectorTable,
} from '../../dataset/index.ts';
import { isSameFile } from '../../workers/capfilt/index.ts';
import type { Matcher } from '../../workers/engine/index.ts';
import type { Listing } from '../capfilt/inputs/inputs.ts';
import { JournalFile } from '../capfilt/journal-file.ts';
import type { SourcePicture } from '../capfilt/run.ts';
import { CliError, oneLine } from '../errors.ts';
import { pathKind } from '../files.ts';
import { printNotice } from '../output.ts';
import { embedPictures } from './embedding.ts';
import { VectorCache } from './vector-cache.ts';

export interface VectorRequest {
  inputs: readonly string[];
  listing: Listing;
  matcher: Matcher;
  /** A further folder with a journal, whose paths are those of the listing. */
  journal: string | undefined;
  signal: AbortSignal;
}

/** What is missing is made and stored. @throws {CliError} as `embedPictures`, and for a folder without a journal. */
export async function vectorTable(request: VectorRequest): Promise<VectorTable> {
  const { inputs, listing, matcher, journal, signal } = request;
  const cache = await VectorCache.read(inputs, matcherKey(matcher.manifest));
  const found = new Map<string, Int8Array>();
  for (const { folder, prefix } of await journalsOf(listing, journal)) {
    await readJournal(folder, prefix, request, found);
  }
  const missing: SourcePicture[] = [];
  const add = ({ path }: SourcePicture, features: Float32Array) =>
    found.set(path, pictureVector(features, matcher.manifest).values);
  for (const picture of listing.pictures) {
    if (found.has(picture.path)) continue;
    const features = cache.find(picture.path, picture);
    if (features) add(picture, features);
    else missing.push(picture);
  }
  await embedPictures({ pictures: missing, matcher, cache, onVector: add, signal });
  const vectors = listing.pictures.flatMap(({ path }): NamedVector[] => {
    const values = found.get(path);
    return values ? [{ path, values }] : [];
  });
  return new VectorTable(vectors);
}

/** @throws {CliError} */
async function journalsOf({ folders }: Listing, named: string | undefined): Promise<Listing['folders']> {
  if (named === undefined) return folders;
  if ((await pathKind(join(named, JOURNAL_FILE))) !== 'file') {
    throw new CliError(`--journal ${named} has no ${JOURNAL_FILE}. Name the --out of a capfilt.`);
  }
  return [...folders, { folder: named, prefix: '' }];
}

/** Vectors of this matcher, and of files that have not changed since. */
async function readJournal(
  folder: string,
  prefix: string,
  { listing, matcher }: VectorRequest,
  found: Map<string, Int8Array>,
): Promise<void> {
  const path = join(folder, JOURNAL_FILE);
  const key = matcherKey(matcher.manifest);
  let journal: JournalFile | null = null;
  try {
    journal = await JournalFile.read(path);
    for (const picture of listing.pictures) {
      if (!picture.path.startsWith(prefix)) continue;
      const stored = await journal.findVector(picture.path.slice(prefix.length));
      const isUsable = stored && isSameFile(stored, picture) && stored.vector.matcher === key;
      if (isUsable) found.set(picture.path, stored.vector.values);
    }
  } catch (error) {
    printNotice(`Vectors in ${path} are not used: ${oneLine(error)}`);
  } finally {
    await journal?.close();
  }
}
