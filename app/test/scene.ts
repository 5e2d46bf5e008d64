import type {
  Caption,
  CaptionRun,
  CaptionToken,
  CollectionKind,
  EngineKind,
  LibraryKind,
  LoadedModel,
  MatchedCaption,
  RunKind,
} from '../../core/protocol';
import { GENERATION_DEFAULTS } from '../../core/settings';
import type { BrowserTools } from '../features/models/browser-tools';
import type { AppStore, Tools } from '../store/app-state';
import { createAppStore } from '../store/store';
import { createFakeClient, type FakeClient } from '../worker-client/fake';

/** A small model on a 2 × 2 grid. */
export const MODEL: LoadedModel = {
  id: 'test/model',
  backend: 'wasm',
  device: '2 threads',
  fallbacks: [],
  slowGpu: null,
  dtype: 'q8',
  bytes: 1_000_000,
  capabilities: ['caption'],
  grid: [2, 2],
  layers: 4,
  heads: 2,
  maxLength: 40,
  defaults: GENERATION_DEFAULTS,
};

/** A token of that probability. */
export function token(text: string, probability = 0.5): CaptionToken {
  return { id: text.length, text, logProb: Math.log(probability), special: text.startsWith('[') };
}

/** A map that is strongest at one of the four patches. */
export function mapAt(patch: number): Float32Array {
  return Float32Array.from([0, 1, 2, 3], (index) => (index === patch ? 1 : 0));
}

/** A caption of words that are all equally probable; the map of word k is strongest at patch k mod 4. */
export function captionOf(text: string, probability = 0.5, finish: Caption['finish'] = 'end'): Caption {
  const tokens = text.split(' ').map((word) => token(word, probability));
  return {
    text,
    tokenIds: tokens.map(({ id }) => id),
    tokens,
    maps: tokens.map((_, index) => mapAt(index % 4)),
    logProb: tokens.reduce((sum, { logProb }) => sum + logProb, 0),
    finish,
  };
}

/** A caption that fits its picture with that probability. */
export function matchedOf(
  caption: Caption,
  probability: number,
  cosine: number | null = 0.3,
): MatchedCaption {
  return { ...caption, match: { probability, cosine } };
}

/** An answer with those captions, unmatched unless they say otherwise. */
export function runOf(...captions: (Caption | MatchedCaption)[]): CaptionRun {
  return {
    captions: captions.map((caption) => ({ match: null, ...caption })),
    ms: { image: 5, encode: 100, firstToken: 130, decode: 300, match: null, total: 405 },
    matchError: null,
  };
}

export const picture = (name = 'dog.jpg') => new File(['pixels'], name, { type: 'image/jpeg' });

export interface Scene {
  store: AppStore;
  client: FakeClient<EngineKind | RunKind>;
  library: FakeClient<LibraryKind>;
  collections: FakeClient<CollectionKind>;
  /** The clipboard: texts, and what was copied while it was being made. */
  copied: string[];
  blobs: Blob[];
}

/** A browser that persists nothing unasked, and has no folders to pick. */
export const BROWSER: BrowserTools = {
  isPersisted: async () => false,
  requestPersistence: async () => true,
  hasFp16: async () => false,
  connection: () => ({ savesData: false, isMobile: false, bytesPerSecond: null }),
  saveFile: () => {},
  pickFolder: null,
};

/** A store with scripted clients; ids count up, the dice fall on 0.25, 0.5, 0.75, 0.25… */
export function setUp(tools: Partial<Tools> = {}): Scene {
  const client = createFakeClient<EngineKind | RunKind>();
  const library = createFakeClient<LibraryKind>();
  const collections = createFakeClient<CollectionKind>();
  const copied: string[] = [];
  const blobs: Blob[] = [];
  let ids = 0;
  let rolls = 0;
  const store = createAppStore(
    { client, library, collections },
    {
      browser: BROWSER,
      modelUrl: 'https://example.test/models/demo/',
      newId: () => `id${++ids}`,
      random: () => 0.25 * ((rolls++ % 3) + 1),
      writeClipboard: async (text) => {
        copied.push(text);
      },
      copyLater: async (_, made) => {
        blobs.push(await made);
      },
      ...tools,
    },
  );
  return { store, client, library, collections, copied, blobs };
}

/** A scene whose model is there. */
export async function setUpReady(tools: Partial<Tools> = {}): Promise<Scene> {
  const scene = setUp(tools);
  void scene.store.getState().model.load();
  await scene.client.last('load').done(MODEL);
  return scene;
}

/** A scene with one picture and its captions. */
export async function setUpCaptioned(...captions: (Caption | MatchedCaption)[]): Promise<Scene> {
  const scene = await setUpReady();
  scene.store.getState().pictures.addFiles([picture()]);
  await scene.client.last('caption').done(runOf(...captions));
  return scene;
}
