import { useEffect, useRef } from 'react';

/** The element takes the focus where what had it is gone: the keyboard goes on from here. @param causes what may remove it. */
export function useFocusKept(...causes: readonly unknown[]) {
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) element.current?.focus({ preventScroll: true });
  }, [...causes]);
  return element;
}
