import { useReducedMotion } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { useMessages } from '../../i18n/use-messages';
import type { App } from '../../store/app-state';
import { useApp } from '../../store/react';
import type { Size } from '../stage/contain';
import { usePixelRatio } from '../stage/use-pixel-ratio';
import { drawHeatmap } from './draw';
import { heatLabel } from './heat-text';
import classes from './heatmap.module.css';
import { pinnedHeat, type ShownHeat, shownHeat } from './shown-heat';

/** Fade-in time of a new word's heatmap while captions stream. Milliseconds. */
const BREATH = 180;

interface OverlayProps {
  size: Size;
  /** The heat that is compared with the one in view, instead of that. */
  pinned?: boolean;
}

/** The canvas over the picture. It draws at most once a frame, the newest wish wins. */
export function Overlay({ size: { width, height }, pinned = false }: OverlayProps) {
  const { none } = useMessages().heatmap;
  const canvas = useRef<HTMLCanvasElement>(null);
  const dpr = usePixelRatio();
  const still = useReducedMotion();
  const { palette, opacity, view } = useApp(({ heatmap }) => ({
    palette: heatmap.palette,
    opacity: heatmap.opacity,
    view: heatmap.mode,
  }));
  const { values, grid, range, why, label } = useApp((state) => partsOf(state, pinned));

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
          mode: view,
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
      data-testid={pinned ? 'pinned' : 'overlay'}
      className={classes.overlay}
      width={Math.round(width * dpr)}
      height={Math.round(height * dpr)}
      role="img"
      aria-label={label ?? none}
    />
  );
}

/** What the canvas depends on, one level deep. */
function partsOf(state: App, pinned: boolean): Partial<ShownHeat> & { label?: string } {
  const heat = state.heatmap.visible ? (pinned ? pinnedHeat : shownHeat)(state) : null;
  if (!heat) return {};
  const { values, grid, range, why } = heat;
  return {
    values,
    grid,
    range,
    why,
    label: state.language.messages.heatmap.image({ label: heatLabel(state, heat) }),
  };
}
