/**
 * Position embeddings for another picture size than in training: those of the patches are interpolated to the new
 * grid, that of [CLS] is unchanged.
 * Source: transformers `modeling_blip.py` interpolate_pos_encoding; salesforce/BLIP `models/vit.py`
 * interpolate_pos_embed; PyTorch's `interpolate(mode="bicubic", align_corners=False)`.
 */
import type { Weight } from '../checkpoint/weights.ts';

/** PyTorch's bicubic kernel (ATen/native/UpSample.h); PIL's has −0.5. */
const A = -0.75;

/** stored [1, n²+1, D] → [1, side²+1, D]; returns `stored` if the grids are equal. */
export function interpolatePositions(stored: Weight, side: number): Weight {
  const [, tokens, width] = stored.shape as [number, number, number];
  const storedSide = Math.round(Math.sqrt(tokens - 1));
  if (storedSide === side) return stored;
  const read = async () => interpolate(await stored.read(), { from: storedSide, to: side, width });
  return { key: stored.key, shape: [1, side * side + 1, width], read };
}

interface Grids {
  from: number;
  to: number;
  width: number;
}

function interpolate(values: Float32Array, { from, to, width }: Grids): Float32Array<ArrayBuffer> {
  const taps = Array.from({ length: to }, (_, index) => tapsAt(index, from, to));
  const out = new Float32Array((to * to + 1) * width);
  out.set(values.subarray(0, width));
  for (let cell = 0; cell < to * to; cell++) {
    const target = out.subarray((cell + 1) * width, (cell + 2) * width);
    for (const row of taps[Math.floor(cell / to)]!) {
      for (const column of taps[cell % to]!) {
        const source = (row.index * from + column.index + 1) * width;
        const weight = row.weight * column.weight;
        for (let d = 0; d < width; d++) target[d]! += weight * values[source + d]!;
      }
    }
  }
  return out;
}

/** The four cells that contribute to one new cell along one axis, clamped to the edge. */
function tapsAt(index: number, from: number, to: number): { index: number; weight: number }[] {
  const centre = ((index + 0.5) * from) / to - 0.5;
  const first = Math.floor(centre) - 1;
  return [0, 1, 2, 3].map((step) => ({
    index: Math.min(Math.max(first + step, 0), from - 1),
    weight: cubic(Math.abs(centre - first - step)),
  }));
}

/** Keys' cubic convolution. */
function cubic(x: number): number {
  if (x <= 1) return ((A + 2) * x - (A + 3)) * x * x + 1;
  return x < 2 ? ((x - 5) * x + 8) * x * A - 4 * A : 0;
}
