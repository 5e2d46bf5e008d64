import { IconEyeOff } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { Region } from '../../../core/protocol';
import { useMessages } from '../../i18n/use-messages';
import { useApp } from '../../store/react';
import { usePixelRatio } from '../stage/use-pixel-ratio';
import classes from './mask.module.css';
import { maskOnStage } from './mask.selectors';
import { paintMask } from './paint';
import { placeOf } from './regions';

interface MaskedProps {
  /** The picture as the browser shows it; null until then. */
  blob: Blob | null;
  size: { width: number; height: number };
  /** On the pinned side of a comparison. */
  pinned?: boolean;
}

/** On the picture: the parts that the model does not see, blurred as they are for it. */
export function MaskedRegions({ blob, size, pinned = false }: MaskedProps) {
  const regions = useApp((state) => maskOnStage(state, pinned));
  const m = useMessages().mask;
  const bitmap = useBitmap(blob, regions.length > 0);
  if (regions.length === 0) return null;
  return (
    <>
      <PaintedMask
        bitmap={bitmap}
        regions={regions}
        size={size}
        testId={pinned ? 'masked-pinned' : 'masked'}
        label={m.canvas({ count: regions.length, where: regions.map(placeOf) })}
      />
      {regions.map((region) => (
        <span key={JSON.stringify(region)} className={classes.part} style={boxOf(region)} aria-hidden="true">
          <IconEyeOff size={16} />
        </span>
      ))}
    </>
  );
}

interface PaintedProps extends Pick<MaskedProps, 'size'> {
  bitmap: ImageBitmap | null;
  regions: readonly Region[];
  testId: string;
  /** What it shows; without one it is there for the eye alone. */
  label?: string;
}

/** The blurred parts alone, over a picture of that size. */
export function PaintedMask({ bitmap, regions, size: { width, height }, testId, label }: PaintedProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const dpr = usePixelRatio();
  useEffect(() => {
    const ctx = canvas.current?.getContext('2d');
    if (!ctx) return;
    const size = { width: width * dpr, height: height * dpr };
    ctx.clearRect(0, 0, size.width, size.height);
    if (bitmap) paintMask(ctx, bitmap, regions, size);
  }, [bitmap, regions, width, height, dpr]);
  return (
    <canvas
      ref={canvas}
      data-testid={testId}
      className={classes.masked}
      width={Math.round(width * dpr)}
      height={Math.round(height * dpr)}
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    />
  );
}

/** The picture decoded, small: it is shown blurred. Null until then, and while it is not wanted. */
export function useBitmap(blob: Blob | null, wanted: boolean): ImageBitmap | null {
  const [bitmap, setBitmap] = useState<ImageBitmap | null>(null);
  useEffect(() => {
    if (!wanted || !blob) return;
    let stale = false;
    const take = (made: ImageBitmap) => (stale ? made.close() : setBitmap(made));
    // A picture that cannot be decoded is not shown either: the stage says so.
    createImageBitmap(blob).then(take, () => setBitmap(null));
    return () => {
      stale = true;
    };
  }, [blob, wanted]);
  return bitmap;
}

/** A region as a box on the picture. */
export function boxOf({ left, top, width, height }: Parameters<typeof placeOf>[0]) {
  const percent = (share: number) => `${100 * share}%`;
  return { left: percent(left), top: percent(top), width: percent(width), height: percent(height) };
}
