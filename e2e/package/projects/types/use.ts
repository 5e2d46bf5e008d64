/** What the declarations promise. It is compiled, not run. */
import {
  type Blip,
  BlipscopeError,
  type CaptionEvent,
  type Captioning,
  type CaptionMatch,
  type CaptionRun,
  type ErrorCode,
  type ExplainedText,
  type LayerChoice,
  type LoadOptions,
  layerMaps,
  load,
  type PatchMap,
  type ScoredText,
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
