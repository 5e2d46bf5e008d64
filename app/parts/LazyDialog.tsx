import { type ComponentType, useEffect, useRef, useState } from 'react';
import { LazyPart } from './LazyPart';

interface LazyDialogProps {
  opened: boolean;
  /** What the page calls it. */
  name: string;
  load: () => Promise<{ default: ComponentType }>;
}

/** A dialog that is loaded when it is first opened, and stays. */
export function LazyDialog({ opened, name, load }: LazyDialogProps) {
  const wasOpened = useRef(false);
  wasOpened.current ||= opened;
  const [attempt, setAttempt] = useState(1);
  if (!wasOpened.current) return null;
  return (
    <LazyPart key={attempt} name={name} load={load} onRetry={attempt === 1 ? () => setAttempt(2) : null} />
  );
}

/** Open one render later than asked at first: a modal that begins open does not know where the focus was. */
export function useOpenedLater(opened: boolean): boolean {
  const [mounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []);
  return opened && mounted;
}
