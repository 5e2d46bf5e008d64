import { CloseButton } from '@mantine/core';
import { type KeyboardEvent, type MouseEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import type { Region } from '../../../core/protocol';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import { boxOf } from './MaskedRegions';
import classes from './mask.module.css';
import { currentRegions, isMarking } from './mask.selectors';
import { moveRegion, type Point, placeOf, regionBetween, sizeRegion } from './regions';

/** The position of the frame that the keys move. */
const START: Region = { left: 0.35, top: 0.35, width: 0.3, height: 0.3 };

/** How far a key moves it: a share of the picture. */
const STEP = 0.025;

const STEPS: Readonly<Record<string, readonly [right: number, down: number]>> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};

/** Over the picture while parts are being marked: a drag marks one, or a frame that the keys move. */
export function MarkLayer() {
  return useApp(isMarking) ? <Marking /> : null;
}

function Marking() {
  const m = useMessages().mask;
  const { getState } = useAppStore();
  const [frame, setFrame] = useState(START);
  const { drawn, ...pointer } = useDrag(getState().mask.add);
  const shown = drawn ?? frame;

  function onKeyDown(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (step) setFrame((event.shiftKey ? sizeRegion : moveRegion)(frame, ...step));
    else if (event.key === 'Enter' || event.key === ' ') getState().mask.add(frame);
    else if (event.key === 'Escape') getState().mask.stopMarking();
    else return;
    event.preventDefault();
  }

  return (
    <div className={classes.layer} {...pointer}>
      <Marked />
      <Frame region={shown} drawn={drawn !== null} onKeyDown={onKeyDown} />
      <span role="status" className="visually-hidden">
        {m.region({ place: placeOf(shown), width: shown.width, height: shown.height })}
      </span>
    </div>
  );
}

interface FrameProps {
  region: Region;
  /** A hand is drawing it. */
  drawn: boolean;
  onKeyDown: (event: KeyboardEvent) => void;
}

/** An application to screen readers, so that they leave the arrow keys to it. */
function Frame({ region, drawn, onKeyDown }: FrameProps) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => element.current?.focus({ preventScroll: true }), []);
  return (
    <div
      ref={element}
      role="application"
      aria-label={useMessages().mask.frame}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it handles keys
      tabIndex={0}
      data-drawn={drawn || undefined}
      className={classes.frame}
      style={boxOf(region)}
      onKeyDown={onKeyDown}
    />
  );
}

/** The marked parts, each with a button that removes it. */
function Marked() {
  const m = useMessages().mask;
  const { getState } = useAppStore();
  const regions = useApp(currentRegions);
  return regions.map((region, index) => (
    <div key={JSON.stringify(region)} className={classes.marked} style={boxOf(region)}>
      <CloseButton
        size={44}
        variant="transparent"
        className={classes.remove}
        aria-label={m.show({ number: index + 1, place: placeOf(region) })}
        onPointerDown={(event) => event.stopPropagation()}
        onClick={() => getState().mask.remove(index)}
      />
    </div>
  ));
}

/** A drag by mouse, pen or finger, from where it began to where it is; `onDrawn` gets what it enclosed at its end. */
function useDrag(onDrawn: (region: Region) => void) {
  const [drag, setDrag] = useState<{ from: Point; to: Point } | null>(null);
  const drawn = drag && regionBetween(drag.from, drag.to);
  return {
    drawn,
    // The mouse leaves the focus where it is, so that the keys go on meaning the frame.
    onMouseDown: (event: MouseEvent) => event.preventDefault(),
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (!event.isPrimary || event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const at = pointOf(event);
      setDrag({ from: at, to: at });
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      if (drag && event.isPrimary) setDrag({ ...drag, to: pointOf(event) });
    },
    onPointerUp() {
      if (drawn) onDrawn(drawn);
      setDrag(null);
    },
    onPointerCancel: () => setDrag(null),
  };
}

/** In shares of the layer, which lies exactly on the picture. */
function pointOf({ clientX, clientY, currentTarget }: PointerEvent<HTMLElement>): Point {
  const { left, top, width, height } = currentTarget.getBoundingClientRect();
  return { x: (clientX - left) / width, y: (clientY - top) / height };
}
