import { createTokenizer } from '../../text/tokenizer.ts';
import type { EngineOptions } from '../model.ts';
import type { Bundle, Runtime } from '../runtime.ts';

/** Options to load a bundle on the CPU with its tokenizer. */
export async function onProcessor(runtime: Runtime, bundle: Bundle): Promise<EngineOptions> {
  const { text } = bundle.manifest;
  const json: unknown = JSON.parse(new TextDecoder().decode(await bundle.read(text.tokenizer)));
  return { runtime, bundle, tokenizer: createTokenizer(json, text), backend: 'cpu' };
}
