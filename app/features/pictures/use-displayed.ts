import { useEffect, useState } from 'react';
import type { WireError } from '../../../core/protocol';
import { useApp, useAppStore } from '../../store/react';
import { toWireError } from '../../worker-client/errors';

export interface Displayed {
  /** What the browser is to show: the file itself where nothing better could be made. */
  blob: Blob;
  /** Why nothing could be made. */
  error: WireError | null;
}

/**
 * A picture as the browser shows it; null while it is made, and without a file.
 * @param size the longer side of a small one, in pixels; null for all pixels.
 * @param attempt another value asks again for a picture that could not be made.
 */
export function useDisplayed(
  file: Blob | null,
  size: number | null = null,
  attempt?: string,
): Displayed | null {
  const { getState } = useAppStore();
  const online = useApp((state) => state.device.online);
  const [made, setMade] = useState<(Displayed & { file: Blob }) | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: both are reasons to ask again
  useEffect(() => {
    if (!file) return;
    let stale = false;
    const show = (blob: Blob, error: WireError | null) => {
      if (!stale) setMade({ file, blob, error });
    };
    getState()
      .pictures.displayed(file, size)
      .then(
        (blob) => show(blob, null),
        (error) => show(file, toWireError(error)),
      );
    return () => {
      stale = true;
    };
  }, [file, size, online, attempt]);
  return made?.file === file ? made : null;
}
