/** An engine with the scripted model, and one picture captioned with it. */
import type { CaptionSettings } from '../../../core/protocol/index.ts';
import type { CaptionEvent } from '../decode/generate.ts';
import { createEngine, type Engine, type FinishedRun } from '../engine.ts';
import { favouring, randomScript, type Script } from './fake-model.ts';
import { FakeRuntime, fakeBundle, fakeManifest, fakeTokenizer, IDS, VOCABULARY } from './fake-runtime.ts';

/** The script gets a picture and the prompt: [DEC] four five. */
export const PROMPT_LENGTH = 4;
export const PIXELS = new Float32Array(3 * 4 * 4).fill(1);
export const NUCLEUS: CaptionSettings = { ...fakeManifest().generation, method: 'nucleus', seed: 11 };

/** Sentences of different lengths. */
export const wandering = favouring(randomScript(VOCABULARY, 3), IDS.eosId, 1);

export async function load(
  script: Script,
  { severalPictures = true } = {},
): Promise<{ engine: Engine; runtime: FakeRuntime }> {
  const runtime = new FakeRuntime(script, severalPictures);
  const bundle = fakeBundle();
  const engine = await createEngine({ runtime, bundle, backend: 'cpu', tokenizer: fakeTokenizer });
  return { engine, runtime };
}

export interface Captioned {
  events: CaptionEvent[];
  run: FinishedRun;
}

export async function caption(
  engine: Engine,
  settings: CaptionSettings,
  { signal, onEvent = () => {} }: { signal?: AbortSignal; onEvent?: () => void } = {},
): Promise<Captioned> {
  const image = await engine.encode(PIXELS);
  try {
    const events: CaptionEvent[] = [];
    const generator = engine.caption(image, settings, signal);
    for (;;) {
      const next = await generator.next();
      if (next.done) return { events, run: next.value };
      events.push(next.value);
      onEvent();
    }
  } finally {
    image.dispose();
  }
}
