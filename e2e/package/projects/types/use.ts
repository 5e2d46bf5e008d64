/** What the declarations promise. It is compiled, not run. */
import {
  type Blip,
  BlipscopeError,
  type CaptionEvent,
  type Captioning,
  type CaptionMatch,
  type CaptionRun,
  type ErrorCode,
  type ExplainedAnswer,
  type ExplainedText,
  type LayerChoice,
  type LoadOptions,
  layerMaps,
  load,
  type PatchMap,
  type ScoredText,
  type SearchResult,
  sumMaps,
} from 'blipscope';
import {
  DEFAULT_FILTER,
  type ExportedFile,
  type FilterSettings,
  fileSamples,
  openArchive,
  stateOf,
} from 'blipscope/dataset';
import type { BlipCaptionDetail, BlipCaptionElement } from 'blipscope/element';
import { createEngine, type Engine, openBundle } from 'blipscope/engine';
import { type ByteSource, blobSource, exportBundle } from 'blipscope/export';
import { expectTypeOf } from 'expect-type';
import type * as onnxruntime from 'onnxruntime-common';

expectTypeOf(load).parameter(0).toEqualTypeOf<LoadOptions>();
expectTypeOf(load).returns.resolves.toEqualTypeOf<Blip>();
expectTypeOf<LoadOptions['model']>().toEqualTypeOf<string | URL>();
expectTypeOf<LoadOptions['backend']>().toEqualTypeOf<'webgpu' | 'wasm' | 'auto' | undefined>();

expectTypeOf<Blip['caption']>().returns.toEqualTypeOf<Captioning>();
expectTypeOf<Captioning>().toExtend<AsyncIterable<CaptionEvent>>();
expectTypeOf<Captioning['result']>().resolves.toEqualTypeOf<CaptionRun>();
expectTypeOf<Extract<CaptionEvent, { type: 'token' }>['map']>().toEqualTypeOf<PatchMap>();
expectTypeOf<Blip['match']>().returns.resolves.toEqualTypeOf<CaptionMatch>();
expectTypeOf<Blip['score']>().returns.resolves.toEqualTypeOf<ScoredText>();
expectTypeOf<Blip['explain']>().returns.resolves.toEqualTypeOf<ExplainedText>();
expectTypeOf<ExplainedText['bestLayer']>().toEqualTypeOf<LayerChoice>();
expectTypeOf(layerMaps).parameters.toEqualTypeOf<[readonly PatchMap[][], LayerChoice]>();
expectTypeOf(layerMaps).returns.toEqualTypeOf<PatchMap[]>();
expectTypeOf(blobSource).parameter(0).toEqualTypeOf<Blob>();
expectTypeOf(blobSource).returns.toEqualTypeOf<ByteSource>();
expectTypeOf(DEFAULT_FILTER).toEqualTypeOf<Readonly<FilterSettings>>();
expectTypeOf<Blip['explainAnswer']>().returns.resolves.toEqualTypeOf<ExplainedAnswer>();
expectTypeOf<Blip['embed']>().parameter(0).toEqualTypeOf<string | Blob>();
expectTypeOf<Blip['embed']>().returns.resolves.toEqualTypeOf<Float32Array>();
expectTypeOf<Blip['search']>().parameter(0).toEqualTypeOf<string | Blob | Float32Array | Int8Array>();
expectTypeOf<Blip['search']>().returns.resolves.toEqualTypeOf<SearchResult>();

export async function find(blip: Blip, picture: Blob): Promise<number[]> {
  const vector = await blip.embed(picture);
  const among = [picture, vector, { vector, picture }, { vector, picture: async () => picture }];
  const { hits } = await blip.search('a dog', among, { limit: 2, onProgress: ({ checked }) => checked });
  // @ts-expect-error: no vector and no picture.
  await blip.search('a dog', ['photo.jpg']);
  return hits.map(({ index, cosine, probability }) => index + cosine + (probability ?? 0));
}

export async function lookAt(blip: Blip, picture: Blob): Promise<PatchMap[]> {
  const [answer] = await blip.answer(picture, 'what is it?');
  const { whole, question } = await blip.explainAnswer(picture, 'what is it?', { answer });
  await blip.explainAnswer(picture, 'what is it?', { answer: 'a dog', method: 'attention' });
  return [sumMaps(whole), ...layerMaps(question.maps, 'sum')];
}

export const element = document.createElement('blip-caption');
expectTypeOf(element).toEqualTypeOf<BlipCaptionElement>();
expectTypeOf(element.value).toEqualTypeOf<string>();
element.addEventListener('blip-caption', ({ detail }) => {
  expectTypeOf(detail).toEqualTypeOf<BlipCaptionDetail>();
});
load({ model: 'models/' }).then((blip) => {
  element.client = blip;
});

// @ts-expect-error: `load` makes them.
new (null as unknown as typeof Blip)();
// @ts-expect-error: no such backend.
load({ model: 'models/', backend: 'cuda' });
// @ts-expect-error: a model must be named.
load({});

export function codeOf(error: unknown): ErrorCode | null {
  return error instanceof BlipscopeError ? error.code : null;
}

export async function open(runtime: typeof onnxruntime): Promise<Engine> {
  const opened = await openBundle(async () => new Uint8Array());
  return createEngine({ ...opened, runtime, backend: 'cpu' });
}

export type File = ExportedFile;
export const used = [exportBundle, fileSamples, openArchive, stateOf];
