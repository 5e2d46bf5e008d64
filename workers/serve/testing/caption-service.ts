/** For tests: the caption worker's service in Node, on installed bundles that are in memory. */
import * as ort from 'onnxruntime-node';
import type { EngineKind, ModelSource } from '../../../core/protocol/index.ts';
import type { Bundle, Runtime } from '../../engine/index.ts';
import { SerialQueue } from '../../engine/queue.ts';
import { readWith } from '../../image/decode.ts';
import { pixelRows } from '../../image/pixel-rows.ts';
import { storedFp16Verdict } from '../../storage/fp16-verdicts.ts';
import { createCaptionService } from '../caption-service.ts';
import type { Handlers } from '../serve.ts';

/** Its values are all over the place, so that no two patches look alike. */
export const PICTURE = pixelRows(
  Uint8Array.from({ length: 4 * 12 * 8 }, (_, index) => (index % 4 === 3 ? 255 : (index * 37) % 256)),
  12,
  8,
);

export const PHOTO = { id: 'photo', file: new Blob(), masked: [] };

export interface ServiceParts {
  /** By the key of an installed bundle. */
  bundles: Readonly<Record<string, Bundle>>;
  decodePicture: Parameters<typeof readWith>[0];
  runtime?: Runtime;
}

export function serviceOn({ bundles, decodePicture, runtime = ort }: ServiceParts): Handlers<EngineKind> {
  const opened = { ort: runtime, device: 'CPU', threads: 2, version: '1' };
  return createCaptionService({
    runtimes: {
      gpu: async () => null,
      open: async () => ({ ...opened, execution: { backend: 'cpu' } }),
      close: () => {},
    },
    openBundle: () => Promise.reject(new Error('nothing is fetched')),
    openInstalledBundle: async (key) => bundles[key]!,
    readPicture: readWith(decodePicture),
    fp16Verdict: storedFp16Verdict,
    turns: new SerialQueue(),
  });
}

export const installed = (key: string): ModelSource => ({ kind: 'installed', key });

export const context = (signal = new AbortController().signal) => ({ signal, progress: () => {} });
