import { type CaptionMatch, DEFAULT_RERANK, type ErrorCode } from '../../../core/protocol/index.ts';
import { Hits, type NamedVector, type Vector, VectorTable } from '../../../dataset/index.ts';
import { BlipscopeError } from './errors.ts';

/** A picture whose vector was kept. */
export interface EmbeddedPicture {
  /** By `embed`, of the model that searches. */
  vector: Vector;
  /** The picture, or what reads it when it is among the most similar ones. */
  picture: Blob | (() => Blob | Promise<Blob>);
}

/** What is searched: pictures, their vectors, or both. A picture without a vector is embedded by every search. */
export type Searchable = Blob | Vector | EmbeddedPicture;

/** How pictures are searched. */
export interface SearchOptions {
  /** Stops the work; the search rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** So many of the most similar ones are hits, and looked at by ITM: 128 by default. */
  limit?: number | undefined;
  /** Gets the hits as they are ranked by their vectors, and after each picture that ITM has looked at. */
  onProgress?: ((found: SearchResult) => void) | undefined;
}

/** A picture that was found. */
export interface SearchHit {
  /** In what was searched. */
  index: number;
  /** Of its vector and the query's: −1 to 1. */
  cosine: number;
  /** ITM probability that the text fits; null before ITM has looked, and where it does not. */
  probability: number | null;
}

/** What is known of a search. */
export interface SearchResult {
  /** Best first: those that fit, those that ITM will look at, those that do not fit, and those that it cannot look at. */
  hits: SearchHit[];
  /** How many of the first hits fit, with a probability of 0.5 or more; null where ITM does not look. */
  fitting: number | null;
  /** ITM has looked at so many, of so many. */
  checked: number;
  toCheck: number;
  /** Pictures that could not be read. Those without a vector are not among the hits. */
  failed: { index: number; error: unknown }[];
}

/** As much of a client as a search uses. */
interface Matching {
  embed(of: Blob | string, options: { signal: AbortSignal | undefined }): Promise<Float32Array>;
  match(picture: Blob, text: string, options: { signal: AbortSignal | undefined }): Promise<CaptionMatch>;
}

interface Parts {
  vector: Vector | null;
  picture: EmbeddedPicture['picture'] | null;
}

/** Runs a job on one picture; null if the picture cannot be read. @throws what is no matter of one picture. */
type Attempt = <T>(index: number, job: () => Promise<T>) => Promise<T | null>;

/**
 * Ranks by cosine; for a text, ITM then looks at the pictures that are most similar.
 *
 * @throws {RangeError} for vectors of different sizes, and what `matching` throws.
 */
export async function searchPictures(
  matching: Matching,
  query: string | Blob | Vector,
  among: readonly Searchable[],
  { signal, limit = DEFAULT_RERANK, onProgress = () => {} }: SearchOptions,
): Promise<SearchResult> {
  signal?.throwIfAborted();
  const failed: SearchResult['failed'] = [];
  const attempt: Attempt = (index, job) =>
    unlessUnreadable(job, signal, (error) => failed.push({ index, error }));
  const wanted = isVector(query) ? query : await matching.embed(query, { signal });
  const parts = among.map(partsOf);
  const embed = async (picture: Parts['picture']) => matching.embed(await read(picture!), { signal });
  const nearest = (await tableOf(parts, embed, attempt)).nearest(wanted, limit);
  const looks = typeof query === 'string' && parts.some(({ picture }) => picture !== null);
  const hits = new Hits(nearest, looks ? nearest.length : null);
  const match = async (picture: Parts['picture']) =>
    (await matching.match(await read(picture!), String(query), { signal })).probability;
  await lookAt(hits, parts, match, attempt, () => onProgress(resultOf(hits, failed)));
  return resultOf(hits, failed);
}

/** Vectors by index. */
async function tableOf(
  parts: readonly Parts[],
  embed: (picture: Parts['picture']) => Promise<Float32Array>,
  attempt: Attempt,
): Promise<VectorTable> {
  const named: NamedVector[] = [];
  for (const [index, { vector, picture }] of parts.entries()) {
    const values = vector ?? (await attempt(index, () => embed(picture)));
    if (values) named.push({ path: String(index), values });
  }
  return new VectorTable(named);
}

/** Those without a picture come after those that do not fit, as do those that cannot be read. */
async function lookAt(
  hits: Hits,
  parts: readonly Parts[],
  match: (picture: Parts['picture']) => Promise<number>,
  attempt: Attempt,
  report: () => void,
): Promise<void> {
  const pictureAt = (path: string) => parts[Number(path)]!.picture;
  for (const path of hits.candidates) if (!pictureAt(path)) hits.check(path, null);
  report();
  for (const path of hits.candidates.filter(pictureAt)) {
    hits.check(path, await attempt(Number(path), () => match(pictureAt(path))));
    report();
  }
}

function resultOf(hits: Hits, failed: SearchResult['failed']): SearchResult {
  const { hits: all, ...counts } = hits.result();
  const found = all.map(({ path, cosine, probability }) => ({ index: Number(path), cosine, probability }));
  return { hits: found, ...counts, failed: [...failed] };
}

async function unlessUnreadable<T>(
  job: () => Promise<T>,
  signal: AbortSignal | undefined,
  onFailure: (error: unknown) => void,
): Promise<T | null> {
  try {
    return await job();
  } catch (error) {
    if (signal?.aborted || !isOfPicture(error)) throw error;
    onFailure(error);
    return null;
  }
}

const OF_PICTURE: ReadonlySet<ErrorCode> = new Set([
  'not-an-image',
  'corrupt-image',
  'image-too-large',
  'decoder-missing',
]);

/** What is thrown by the caller's code that reads a picture is of that picture, unless it was stopped. */
function isOfPicture(error: unknown): boolean {
  if (error instanceof BlipscopeError) return OF_PICTURE.has(error.code);
  return !(error instanceof Error && error.name === 'AbortError');
}

function partsOf(item: Searchable): Parts {
  if (item instanceof Blob) return { vector: null, picture: item };
  return isVector(item) ? { vector: item, picture: null } : item;
}

async function read(picture: EmbeddedPicture['picture']): Promise<Blob> {
  return typeof picture === 'function' ? picture() : picture;
}

function isVector(value: unknown): value is Vector {
  return ArrayBuffer.isView(value);
}
