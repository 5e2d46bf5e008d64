import { useEffect, useState } from 'react';
import { useThumbnails } from '../context';

/** The object URL of a thumbnail: `loading` until it is there, null where the picture cannot be shown. */
export function useThumbnail(path: string): string | 'loading' | null {
  const cache = useThumbnails();
  const [shown, setShown] = useState<{ path: string; url: string | null } | null>(null);
  useEffect(() => cache.use(path, (url) => setShown({ path, url })), [cache, path]);
  return shown?.path === path ? shown.url : 'loading';
}
