import { useReducedMotion } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { useApp } from '../../store/react';
import type { Size } from '../stage/contain';
import { usePixelRatio } from '../stage/use-pixel-ratio';
import { drawHeatmap } from './draw';
import classes from './heatmap.module.css';
import { shownRange, shownWord } from './heatmap.slice';
import { strongestPlace } from './place';

/** How long the heat of a new word takes to come up while captions stream. Milliseconds. */
const BREATH = 180;

/** The canvas over the picture. It draws at most once a frame, the newest wish wins. */
export function Overlay({ size: { width, height } }: { size: Size }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const dpr = usePixelRatio();
  const still = useReducedMotion();
  const { palette, opacity, view } = useApp(({ palette, opacity, view }) => ({ palette, opacity, view }));
  const { values, grid, range, why, text } = useApp((state) => {
    const word = state.heat ? shownWord(state) : null;
    const range = word && shownRange(state, word);
    return { values: word?.map, grid: word?.grid, range, why: word?.why, text: word?.text };
  });

  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const ctx = canvas.current?.getContext('2d');
      const shown = values && grid ? { values, grid, range } : null;
      if (ctx)
        drawHeatmap(ctx, shown, {
          rect: { x: 0, y: 0, width, height },
          dpr,
          opacity,
          palette,
          view,
        });
    });
    return () => cancelAnimationFrame(frame);
  }, [values, grid, range, palette, opacity, view, dpr, width, height]);

  useEffect(() => {
    if (values && why === 'newest' && !still)
      canvas.current?.animate([{ opacity: 0.4 }, { opacity: 1 }], { duration: BREATH, easing: 'ease-out' });
  }, [values, why, still]);

  return (
    <canvas
      ref={canvas}
      data-testid="overlay"
      className={classes.overlay}
      width={Math.round(width * dpr)}
      height={Math.round(height * dpr)}
      role="img"
      aria-label={text && values && grid ? heatLabel(text, strongestPlace(values, grid)) : 'No heat shown'}
    />
  );
}

function heatLabel(word: string, place: string | null): string {
  return place ? `Heat for “${word}”, strongest: ${place}` : `Heat for “${word}”, even everywhere`;
}
