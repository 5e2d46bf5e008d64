/** Loads a question answerer next to the captioner, on the same runtime. */

import type { AnswererRequest, LoadedAnswerer } from '../../core/protocol/index.ts';
import {
  type Answerer,
  answererBundle,
  createAnswerer,
  type EncodedImage,
  type Tokenizer,
} from '../engine/index.ts';
import { openBeside } from './beside-captioner.ts';
import {
  bundleBytes,
  engineOptions,
  type LoadContext,
  type LoadServices,
  onRuntime,
  type ReadyModel,
} from './load-model.ts';

export interface ReadyAnswerer {
  request: AnswererRequest;
  answerer: Answerer;
  tokenizer: Tokenizer;
  description: LoadedAnswerer;
}

/**
 * Loads an answerer and asks it once. Where it is part of the captioner's own bundle, only the graphs that the captioner
 * lacks are loaded.
 *
 * @param makeRoom called before the graphs are loaded.
 * @throws {BundleError} for a bundle that cannot answer, and what the bundle and the engine throw.
 */
export async function loadAnswerer(
  services: LoadServices,
  request: AnswererRequest,
  captioner: ReadyModel,
  context: LoadContext,
  makeRoom: () => Promise<void>,
): Promise<ReadyAnswerer> {
  const { runtime, fp32Fallback } = captioner;
  const { bundle: whole, isOwn } = await openBeside(services, request.source, 'answer', captioner, context);
  const { source, dtype } = whole.manifest;
  await makeRoom();
  const shared = isOwn && whole.manifest.answerer !== undefined;
  const bundle = answererBundle(whole);
  const options = { ...(await engineOptions(runtime, bundle, context.signal)), fp32Fallback };
  const answerer = await onRuntime(runtime, async () =>
    warmedUp(await createAnswerer(options, { encoded: shared }), shared ? captioner : null, context.signal),
  );
  const explains = bundle.manifest.graphs.explain_answer !== undefined;
  return {
    request,
    answerer,
    tokenizer: options.tokenizer,
    description: { id: source.id, dtype, bytes: bundleBytes(whole.manifest), shared, explains },
  };
}

/** Asks once, so that the first answer compiles nothing and an answerer that cannot run here fails now. */
async function warmedUp(
  answerer: Answerer,
  captioner: ReadyModel | null,
  signal: AbortSignal,
): Promise<Answerer> {
  let image: EncodedImage | null = null;
  try {
    const { size } = answerer.manifest.image;
    const blank = new Float32Array(3 * size * size);
    image = await (captioner?.engine ?? answerer).encode(blank, signal);
    await answerer.answer(image, '', {}, signal);
    return answerer;
  } catch (error) {
    await answerer.dispose();
    throw error;
  } finally {
    image?.dispose();
  }
}
