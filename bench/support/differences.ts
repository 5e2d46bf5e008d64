/** What a loaded model says of the reference's pictures and texts, against what PyTorch says of them. */
import {
  largestError,
  type ReadTensor,
  readReference,
  readTensors,
} from '../../model-export/testing/reference.ts';
import { rowOf } from '../../workers/engine/decode/decode.ts';
import { withDecoder } from '../../workers/engine/decode/decoder.ts';
import { returned } from '../../workers/engine/decode/generate.ts';
import { logSoftmax } from '../../workers/engine/decode/sampling.ts';
import { CAPTION_ROLES, Engine } from '../../workers/engine/engine.ts';
import type { EngineOptions } from '../../workers/engine/index.ts';
import { createAnswerer } from '../../workers/engine/match/answerer.ts';
import { createMatcher } from '../../workers/engine/match/matcher.ts';
import { loadModel, type Model } from '../../workers/engine/model.ts';
import { type EncodedImage, embedImage } from '../../workers/engine/vision.ts';

/** Largest absolute differences; what a model does not do is absent. */
export interface Differences {
  imageEmbeds?: number;
  logProbs?: number;
  itmLogits?: number;
  cosines?: number;
  /** Of a beam's log-probability, divided by its length. */
  answers?: number;
  /** Greedy and beam searches, and those that gave the very ids. */
  searches?: { same: number; compared: number };
}

interface Search {
  prompted: boolean;
  minLength: number;
  maxLength: number;
  ids: number[];
}

interface CaptionValues {
  teacherForced: { key: string; ids: number[] }[];
  greedy: (Search & { repetitionPenalty: number })[];
  beam: (Search & { numBeams: number; lengthPenalty: number; earlyStopping: boolean })[];
}

export async function captionerDifferences(options: EngineOptions, name: string): Promise<Differences> {
  const { pictures } = readReference<{ pictures: Record<string, CaptionValues> }>(name);
  const tensor = await readTensors(name);
  const model = await loadModel(CAPTION_ROLES, options);
  const engine = new Engine(model, options.tokenizer);
  const found = { imageEmbeds: 0, logProbs: 0, searches: { same: 0, compared: 0 } };
  for (const [picture, values] of Object.entries(pictures)) {
    const image = await engine.encode(await tensor(`${picture}/pixel_values`));
    const embeds = (await image.imageEmbeds.getData()) as Float32Array;
    found.imageEmbeds = Math.max(
      found.imageEmbeds,
      largestError(embeds, await tensor(`${picture}/image_embeds`)),
    );
    for (const text of values.teacherForced) {
      found.logProbs = Math.max(found.logProbs, await stepDifference(model, image, text, tensor));
    }
    for (const same of await searches(engine, image, values)) {
      found.searches.compared += 1;
      if (same) found.searches.same += 1;
    }
    image.dispose();
  }
  await engine.dispose();
  return found;
}

type CaptionModel = Model<(typeof CAPTION_ROLES)[number]>;

function stepDifference(
  model: CaptionModel,
  image: EncodedImage,
  { key, ids }: { key: string; ids: number[] },
  tensor: ReadTensor,
): Promise<number> {
  const run = { batch: 1, promptLength: 0, maxLength: ids.length };
  return withDecoder(model, image, run, async (decoder) => {
    const expected = await tensor(`${key}/log_probs`);
    let worst = 0;
    for (const [position, id] of ids.entries()) {
      const { logits } = await decoder.step([id], position);
      const actual = logSoftmax(rowOf(logits, 0, 1));
      worst = Math.max(worst, largestError(actual, rowOf(expected, position, ids.length)));
    }
    return worst;
  });
}

/** Those that the engine offers: no repetition penalty, length penalty 1. */
async function searches(
  engine: Engine,
  image: EncodedImage,
  { greedy, beam }: CaptionValues,
): Promise<boolean[]> {
  const { generation } = engine.manifest;
  const offered = [
    ...greedy
      .filter((each) => each.repetitionPenalty === 1)
      .map((each) => ({ ...each, method: 'greedy' as const, beams: 1 })),
    ...beam
      .filter((each) => each.lengthPenalty === 1 && !each.earlyStopping)
      .map((each) => ({ ...each, method: 'beam' as const, beams: each.numBeams })),
  ];
  const same: boolean[] = [];
  for (const { method, beams, prompted, minLength, maxLength, ids } of offered) {
    const prompt = prompted ? generation.prompt : '';
    const settings = { ...generation, method, beams, prompt, minLength, maxLength, seed: 0 };
    const run = await returned(engine.caption(image, settings));
    run.dispose();
    same.push(run.captions[0]!.tokenIds.join() === ids.join());
  }
  return same;
}

interface MatchValues {
  texts: { key: string; text: string }[];
  pictures: Record<
    string,
    {
      /** Of `BlipForImageTextRetrieval`. */
      matches?: { text: string; itm: { logits: number[] }; itc: { cosine: number } }[];
      /** Of the plain `BlipModel`, parallel to `texts`. */
      cosines?: number[];
    }
  >;
}

export async function matcherDifferences(options: EngineOptions, name: string): Promise<Differences> {
  const { texts, pictures } = readReference<MatchValues>(name);
  const tensor = await readTensors(name);
  const matcher = await createMatcher(options);
  const found: Differences = { cosines: 0 };
  for (const [picture, { matches, cosines }] of Object.entries(pictures)) {
    const image = await matcher.encode(await tensor(`${picture}/pixel_values`));
    const asked = matches?.map(({ text }) => texts.find(({ key }) => key === text)!) ?? texts;
    const actual = await matcher.match(
      image,
      asked.map(({ text }) => text),
    );
    const expected = cosines ?? matches!.map(({ itc }) => itc.cosine);
    const ofCosines = largestError(
      actual.map(({ itc }) => itc!.cosine),
      expected,
    );
    found.cosines = Math.max(found.cosines!, ofCosines);
    if (matches) {
      const logits = actual.flatMap(({ itm }) => itm!.logits);
      const ofLogits = largestError(
        logits,
        matches.flatMap(({ itm }) => itm.logits),
      );
      found.itmLogits = Math.max(found.itmLogits ?? 0, ofLogits);
    }
    image.dispose();
  }
  await matcher.dispose();
  return { ...found, imageEmbeds: await embedsDifference(options, Object.keys(pictures), tensor) };
}

interface AnswerSearch {
  minLength: number;
  maxLength: number;
  numBeams: number;
  beams: { ids: number[]; score: number }[];
}

interface AnswerValues {
  pictures: Record<string, { questions: { question: string; beam: AnswerSearch[] }[] }>;
}

export async function answererDifferences(options: EngineOptions, name: string): Promise<Differences> {
  const { pictures } = readReference<AnswerValues>(name);
  const tensor = await readTensors(name);
  const answerer = await createAnswerer(options);
  const found = { answers: 0, searches: { same: 0, compared: 0 } };
  for (const [picture, { questions }] of Object.entries(pictures)) {
    const image = await answerer.encode(await tensor(`${picture}/pixel_values`));
    for (const { question, beam } of questions) {
      for (const { numBeams, minLength, maxLength, beams } of beam) {
        const answers = await answerer.answer(image, question, { beams: numBeams, minLength, maxLength });
        found.searches.compared += 1;
        if (answers.map(({ tokenIds }) => tokenIds).join() === beams.map(({ ids }) => ids).join())
          found.searches.same += 1;
        const scores = answers.map(({ logProb, tokens }) => logProb / tokens.length);
        const expected = beams.map(({ score }) => score);
        found.answers = Math.max(found.answers, largestError(scores, expected));
      }
    }
    image.dispose();
  }
  await answerer.dispose();
  return { ...found, imageEmbeds: await embedsDifference(options, Object.keys(pictures), tensor) };
}

async function embedsDifference(
  options: EngineOptions,
  pictures: readonly string[],
  tensor: ReadTensor,
): Promise<number> {
  const model = await loadModel(['vision_encoder'] as const, options);
  let worst = 0;
  for (const picture of pictures) {
    const embeds = await embedImage(model, await tensor(`${picture}/pixel_values`));
    const actual = (await embeds.getData()) as Float32Array;
    worst = Math.max(worst, largestError(actual, await tensor(`${picture}/image_embeds`)));
    embeds.dispose();
  }
  await model.sessions.release();
  return worst;
}
