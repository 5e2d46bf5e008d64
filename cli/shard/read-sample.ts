/** From a sample of a shard to what the models need. */
import { createHash } from 'node:crypto';
import type { WireError } from '../../core/protocol/index.ts';
import type { Sample, SampleProblem } from '../../dataset/formats/index.ts';
import { checkFileSize } from '../../workers/image/index.ts';
import { wireError } from '../capfilt/failures.ts';
import { systemReason } from '../errors.ts';
import type { ShardInput } from './input.ts';
import { ShardError } from './shard-error.ts';

export interface SampleBytes {
  bytes: Uint8Array;
  sha256: string;
  /** Names the result: pictures with the same bytes and texts have the same one. */
  resultKey: string;
}

/** @throws {SampleFailure} for a sample without a picture that can be read */
export async function readBytes(
  { picture, texts }: Sample,
  input: ShardInput,
  readsTexts: boolean,
): Promise<SampleBytes> {
  if ('problem' in picture) throw new SampleFailure(problemError(picture.problem));
  const source = await input.open(picture).catch((error: unknown) => {
    throw unreadable(error);
  });
  try {
    checkFileSize(source.size);
  } catch (error) {
    throw failureOf(error);
  }
  const bytes = await source.read(0, source.size);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const words = readsTexts ? texts.map(({ text, form }) => [form, text]) : [];
  return { bytes, sha256, resultKey: `${sha256} ${JSON.stringify(words)}` };
}

/** A picture has no result, and why. */
export class SampleFailure extends Error {
  override name = 'SampleFailure';
  constructor(readonly error: WireError) {
    super(error.message);
  }
}

/** What went wrong with one picture. What went wrong with the disk is thrown on: the next picture would fail, too. */
export function failureOf(error: unknown): SampleFailure {
  if (error instanceof SampleFailure) return error;
  if (systemReason(error) !== null) throw error;
  return new SampleFailure(wireError(error));
}

function unreadable(error: unknown): unknown {
  if (!(error instanceof ShardError) || error.code === 'storage') return error;
  const code = error.code === 'network' ? 'network' : 'file-missing';
  return new SampleFailure({ code, message: error.message });
}

const PROBLEMS: Record<SampleProblem, string> = {
  'no-picture': 'The sample has no picture.',
  'path-outside': 'The name leads out of the archive.',
  encrypted: 'The entry is encrypted.',
  duplicate: 'The archive has the same name twice.',
  link: 'The entry is a link.',
  unsupported: 'The entry is compressed in an unknown way.',
  'too-large': 'The entry is too large.',
  damaged: 'The archive is damaged from here on.',
};

function problemError(problem: SampleProblem): WireError {
  const code =
    problem === 'no-picture' ? 'file-missing' : problem === 'damaged' ? 'not-an-archive' : 'read-failed';
  return { code, message: PROBLEMS[problem] };
}
