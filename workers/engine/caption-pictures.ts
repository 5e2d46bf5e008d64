import { givenWords } from '../../core/given-words.ts';
import type { Caption, CaptionSettings } from '../../core/protocol/index.ts';
import { toCaption } from './decode/captions.ts';
import { type DecoderModel, DecoderRun, takesSeveralPictures } from './decode/decoder.ts';
import { batchSize, generateUnwatched, type Rest } from './decode/generate.ts';
import { joinPictures } from './decode/joined.ts';
import { Lockstep } from './decode/lockstep.ts';
import { type CrossKeysValues, patchGrid } from './model.ts';
import type { Tokenizer } from './runtime.ts';
import type { EncodedImage } from './vision.ts';

/** A picture of a folder: encoded, with the seed of its captions. */
export interface SeededImage {
  image: EncodedImage;
  seed: number;
}

/** A caption that was decoded without its maps. */
export type PlainCaption = Omit<Caption, 'maps'>;

/** What one batch is decoded with. `settings` are checked. */
export interface BatchOptions {
  model: DecoderModel;
  tokenizer: Tokenizer;
  promptIds: readonly number[];
  settings: Readonly<CaptionSettings>;
}

/**
 * More gain little: see docs/decisions.md. `joinedBytes` is of the joined keys and values, which are in memory in addition
 * to those of each picture: 42 MB each at base size. A page has less memory than Node.
 */
const IN_PAGE = { pictures: 4, joinedBytes: 2 ** 20 * 192 };
const IN_NODE = { pictures: 8, joinedBytes: 2 ** 20 * 384 };

/** How many pictures are worth decoding as one batch: one where the bundle's decoder takes no more. */
export function picturesPerBatch(model: DecoderModel): number {
  if (!takesSeveralPictures(model)) return 1;
  const most = model.execution.backend === 'cpu' ? IN_NODE : IN_PAGE;
  const { image, architecture } = model.manifest;
  const [rows, columns] = patchGrid(image);
  const { layers, hiddenSize } = architecture.text;
  const bytes = 4 * 2 * layers * hiddenSize * (rows * columns + 1);
  return Math.max(1, Math.min(most.pictures, Math.floor(most.joinedBytes / bytes)));
}

/** Decodes the captions of all pictures as one batch; the results are parallel to `pictures`. */
export async function captionBatch(
  options: BatchOptions,
  pictures: readonly [SeededImage, ...SeededImage[]],
  signal?: AbortSignal,
  rest?: Rest,
): Promise<PlainCaption[][]> {
  const { model, promptIds, settings } = options;
  const crosses = pictures.map(({ image }) => image.cross) as [CrossKeysValues, ...CrossKeysValues[]];
  const joined = joinPictures(model, crosses);
  const batch = pictures.length * batchSize(settings);
  const sizes = { batch, promptLength: promptIds.length, maxLength: settings.maxLength };
  try {
    const decoder = new DecoderRun(model, joined, { ...sizes, attention: false });
    try {
      return await captionAll(options, decoder, pictures, signal, rest);
    } finally {
      decoder.dispose();
    }
  } finally {
    joined.dispose();
  }
}

async function captionAll(
  { model, tokenizer, promptIds, settings }: BatchOptions,
  batch: DecoderRun,
  pictures: readonly SeededImage[],
  signal?: AbortSignal,
  rest?: Rest,
): Promise<PlainCaption[][]> {
  const { text, generation } = model.manifest;
  const { members } = new Lockstep(batch, pictures.length, text.padId);
  const given = givenWords(settings.prompt, generation.prompt);
  const captions = await Promise.all(
    pictures.map(async ({ seed }, picture) => {
      const decoder = members[picture]!;
      const own = { ...settings, seed };
      const decoding = generateUnwatched({ decoder, text }, promptIds, own, signal, rest);
      const generated = await decoding.finally(decoder.leave);
      return generated.map((each) => plainCaption(toCaption(tokenizer, promptIds, each, given)));
    }),
  );
  signal?.throwIfAborted();
  return captions;
}

function plainCaption({ maps: _, ...caption }: Caption): PlainCaption {
  return caption;
}
