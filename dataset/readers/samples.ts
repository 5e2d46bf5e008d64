/** Samples of WebDataset and img2dataset: adjacent files with the same key, in a tar file or a folder. */

import type { OriginalText } from '../../core/collection.ts';
import { type ArchiveProblem, listedTar } from '../archive/archive.ts';
import { isPictureName, stemOf } from '../io/paths.ts';
import type { ByteSource, InputFile } from '../io/source.ts';
import { keyIn, sampleItem } from '../originals/webdataset.ts';
import { type Sample, type SampleProblem, type SampleWarning, UniqueKeys } from './sample.ts';

/** The samples of a tar file. An entry that cannot be read is a sample with its problem, after the others. */
export async function* tarSamples(
  source: ByteSource,
  warn: SampleWarning = () => {},
): AsyncGenerator<Sample, void, undefined> {
  const { files, leftOut } = await listedTar(source);
  const keys = new UniqueKeys();
  yield* samplesOf(files, warn, keys);
  for (const entry of leftOut) {
    const { name, problem } = entry;
    if (isSample(entry)) yield broken(keys.unique(keyIn(name)), name, problem);
    else warn(`${name}: ${problem}`);
  }
}

/** The samples of files in their order. A sample with several pictures is as many samples, without texts. */
export function fileSamples(
  files: Iterable<InputFile>,
  warn: SampleWarning = () => {},
): AsyncGenerator<Sample, void, undefined> {
  return samplesOf(files, warn, new UniqueKeys());
}

async function* samplesOf(
  files: Iterable<InputFile>,
  warn: SampleWarning,
  keys: UniqueKeys,
): AsyncGenerator<Sample, void, undefined> {
  let sample: InputFile[] = [];
  for (const file of files) {
    const [first] = sample;
    if (first && keyIn(first.path) !== keyIn(file.path)) {
      yield* samplesIn(sample, warn, keys);
      sample = [];
    }
    sample.push(file);
  }
  if (sample.length > 0) yield* samplesIn(sample, warn, keys);
}

/** How many samples `tarSamples` finds, without reading their texts. */
export async function countTarSamples(source: ByteSource): Promise<number> {
  const { files, leftOut } = await listedTar(source);
  return countFileSamples(files) + leftOut.filter(isSample).length;
}

/** How many samples `fileSamples` finds. */
export function countFileSamples(files: readonly InputFile[]): number {
  let count = 0;
  let pictures = 0;
  for (const [index, { path }] of files.entries()) {
    if (isPictureName(path)) pictures += 1;
    const next = files[index + 1];
    if (next && keyIn(next.path) === keyIn(path)) continue;
    count += Math.max(1, pictures);
    pictures = 0;
  }
  return count;
}

function isSample({ name, problem }: { name: string; problem: ArchiveProblem }): boolean {
  return isPictureName(name) || problem === 'damaged';
}

async function* samplesIn(
  files: readonly InputFile[],
  warn: SampleWarning,
  keys: UniqueKeys,
): AsyncGenerator<Sample, void, undefined> {
  const key = keyIn(files[0]?.path ?? '');
  const pictures = files.filter(({ path }) => isPictureName(path));
  if (pictures.length === 0) yield broken(keys.unique(key), key, 'no-picture');
  const texts = pictures.length === 1 ? await textsOf(files, warn) : [];
  for (const picture of pictures) {
    const name = pictures.length === 1 ? key : stemOf(picture.path);
    yield { key: keys.unique(name), path: picture.path, texts, picture: whenRead(picture) };
  }
}

function broken(key: string, path: string, problem: SampleProblem): Sample {
  return { key, path, texts: [], picture: { problem } };
}

async function textsOf(files: readonly InputFile[], warn: SampleWarning): Promise<OriginalText[]> {
  const item = await sampleItem(files, 1, (code, _, detail) =>
    warn(`${files[0]?.path}: ${code} ${detail ?? ''}`),
  );
  const texts = new Set(item?.texts.map((text) => text.trim()).filter((text) => text !== ''));
  return [...texts].map((text) => ({ source: 'original', text, form: 'webdataset', match: null }));
}

/** Opens the file when it is read. */
function whenRead({ size, open }: InputFile): ByteSource {
  return { size, read: async (start, end) => (await open()).read(start, end) };
}
