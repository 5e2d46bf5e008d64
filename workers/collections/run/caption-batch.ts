/** An engine's part of a run that another caption worker makes. */
import type { CaptionBatchRequest, PictureTexts } from '../../../core/protocol/index.ts';
import { type LoadedModels, ModelChanged } from '../../serve/loaded-models.ts';
import { originOf } from '../journal/origin.ts';
import { loadedCaptioner } from './captioner.ts';

/** @throws {ModelChanged} when other models are loaded, and what `captionPictures` throws. */
export async function captionBatch(
  models: LoadedModels,
  { settings, origin, pictures }: CaptionBatchRequest,
  signal: AbortSignal,
): Promise<PictureTexts[]> {
  const used = models.require();
  if (originOf(used, settings) !== origin) throw new ModelChanged();
  return loadedCaptioner({ models, used, settings, signal }).caption(pictures);
}
