import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import type { Spot } from './words-here';

/** Duration of a long press. Milliseconds. */
export const HOLD = 350;

/** A finger that moves farther meanwhile swipes. CSS pixels. */
const STRAY = 10;

/** The step of an arrow key: about a patch of the smallest grid. A share of the picture. */
const STEP = 1 / 14;

const ARROWS: Readonly<Record<string, Spot>> = {
  ArrowLeft: { x: -STEP, y: 0 },
  ArrowRight: { x: STEP, y: 0 },
  ArrowUp: { x: 0, y: -STEP },
  ArrowDown: { x: 0, y: STEP },
};

/** The input device decides how the spot is announced. */
export type Pointing = Spot & { by: 'mouse' | 'touch' | 'keys' };

/**
 * The spot of an element that a mouse, a resting finger or the arrow keys point at; at most one change a frame. What a
 * finger found stays until the next touch: the finger itself is in the way.
 */
export function useSpot(element: RefObject<HTMLElement | null>) {
  const [at, setAt] = useState<Pointing | null>(null);
  const frame = useRef(0);
  const hold = useRef<{ timer: ReturnType<typeof setTimeout>; from: Spot; longPress: boolean } | null>(null);

  const show = (next: Pointing | null) => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => setAt(next));
  };
  const endHold = () => {
    clearTimeout(hold.current?.timer);
    hold.current = null;
  };

  useEffect(() => {
    const target = element.current;
    // React listens passively, and a long press must not scroll.
    const keepStill = (event: TouchEvent) => hold.current?.longPress && event.preventDefault();
    target?.addEventListener('touchmove', keepStill, { passive: false });
    return () => {
      target?.removeEventListener('touchmove', keepStill);
      clearTimeout(hold.current?.timer);
      cancelAnimationFrame(frame.current);
    };
  }, [element]);

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.pointerType === 'mouse') return;
    const [from, spot] = [{ x: event.clientX, y: event.clientY }, spotOf(event)];
    show(null);
    const timer = setTimeout(() => {
      if (hold.current) hold.current.longPress = true;
      show({ ...spot, by: 'touch' });
    }, HOLD);
    hold.current = { timer, from, longPress: false };
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (event.pointerType === 'mouse') show({ ...spotOf(event), by: 'mouse' });
    else if (hold.current?.longPress) show({ ...spotOf(event), by: 'touch' });
    else if (hold.current && isFar(event, hold.current.from)) endHold();
  };
  const onPointerLeave = ({ pointerType }: PointerEvent) => pointerType === 'mouse' && show(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = ARROWS[event.key];
    if (!step && event.key !== 'Escape') return;
    event.preventDefault();
    show(step ? { ...moved(at ?? CENTRE, step), by: 'keys' } : null);
  };

  const hands = {
    onPointerDown,
    onPointerMove,
    onPointerLeave,
    onPointerUp: endHold,
    onPointerCancel: endHold,
    onKeyDown,
    onBlur: () => show(null),
  };
  return { at, hands };
}

const CENTRE: Spot = { x: 0.5, y: 0.5 };

function moved(from: Spot, by: Spot): Spot {
  const inside = (value: number) => Math.min(1, Math.max(0, value));
  return { x: inside(from.x + by.x), y: inside(from.y + by.y) };
}

function spotOf({ currentTarget, clientX, clientY }: PointerEvent<HTMLElement>): Spot {
  const { left, top, width, height } = currentTarget.getBoundingClientRect();
  return moved({ x: (clientX - left) / (width || 1), y: (clientY - top) / (height || 1) }, { x: 0, y: 0 });
}

function isFar({ clientX, clientY }: PointerEvent, from: Spot): boolean {
  return Math.hypot(clientX - from.x, clientY - from.y) > STRAY;
}
