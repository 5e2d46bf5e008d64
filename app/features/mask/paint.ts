/** Draws the masked parts of a picture as the model sees them: blurred beyond recognition. */
import type { Region } from '../../../core/protocol';

/** A picture this small, drawn large and smooth, is about as blurred as one with σ of a tenth of its side. */
const SMALL = 8;

/**
 * Draws only the masked parts of a picture on a rectangle [width, height] in the unit of the context.
 */
export function paintMask(
  ctx: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  picture: CanvasImageSource,
  regions: readonly Region[],
  { width, height }: { width: number; height: number },
): void {
  if (regions.length === 0) return;
  const small = new OffscreenCanvas(SMALL, SMALL);
  const reduced = small.getContext('2d');
  if (!reduced) return;
  reduced.imageSmoothingQuality = 'high';
  reduced.drawImage(picture, 0, 0, SMALL, SMALL);
  ctx.save();
  ctx.beginPath();
  for (const region of regions)
    ctx.rect(region.left * width, region.top * height, region.width * width, region.height * height);
  ctx.clip();
  ctx.imageSmoothingQuality = 'high';
  ctx.drawImage(small, 0, 0, width, height);
  ctx.restore();
}
