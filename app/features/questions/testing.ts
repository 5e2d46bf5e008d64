import type { ExplainedAnswer, LoadedAnswerer, PictureAnswer } from '../../../core/protocol';
import { captionOf, mapAt, type Scene, setUpCaptioned, token } from '../../test/scene';

/** As the captioner's own bundle. */
export const ANSWERER: LoadedAnswerer = {
  id: 'test/model',
  dtype: 'q8',
  bytes: 1_000_000,
  shared: true,
  explains: true,
};

export function answerOf(text: string, probability: number): PictureAnswer {
  return { text, tokenIds: [1, ...Array.from(text, (letter) => letter.charCodeAt(0)), 2], probability };
}

export const RED = [answerOf('red', 0.9), answerOf('dark red', 0.06)];

/** Maps of "what colour is it": the answer looked at patch 0, word k of the question at patch k. */
export const EXPLAINED: ExplainedAnswer = {
  method: 'attention',
  grid: [2, 2],
  question: {
    tokens: ['[ENC]', 'what', 'colour', 'is', 'it', '[SEP]'].map((text) => ({
      ...token(text),
      logProb: null,
    })),
    maps: [[3, 0, 1, 2, 3, 3].map(mapAt)],
  },
  answer: { tokens: [token('red'), token('[SEP]')], maps: [[0, 0].map(mapAt)] },
  whole: [mapAt(0)],
  logProb: Math.log(0.9),
  probability: 0.9,
};

/** The same in two layers; the last one looked at patch 3 for the answer. */
export const EXPLAINED_IN_TWO: ExplainedAnswer = {
  ...EXPLAINED,
  question: { ...EXPLAINED.question, maps: [...EXPLAINED.question.maps, ...EXPLAINED.question.maps] },
  answer: { ...EXPLAINED.answer, maps: [...EXPLAINED.answer.maps, ...EXPLAINED.answer.maps] },
  whole: [mapAt(0), mapAt(3)],
};

/** A scene with one captioned picture, whose model answers questions. */
export async function setUpAnswering(): Promise<Scene> {
  const scene = await setUpCaptioned(captionOf('a dog'));
  const { model } = scene.store.getState();
  const loaded = model.loaded && { ...model.loaded, capabilities: ['caption', 'answer'] as const };
  scene.store.setState({
    model: { ...model, loaded: loaded && { ...loaded, capabilities: [...loaded.capabilities] } },
  });
  return scene;
}
