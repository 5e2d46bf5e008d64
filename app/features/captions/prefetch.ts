import type { NextPicture } from '../../../core/protocol';
import type { App, AppStore } from '../../store/app-state';
import type { WorkerClient } from '../../worker-client/client';

/** How many pictures are read while another one is captioned. */
const MAX_PREFETCHED = 2;

/** Names the next pictures to the engine whenever they change while it captions. */
export function prefetchPictures(store: AppStore, client: WorkerClient): void {
  let named = '';
  store.subscribe((now, before) => {
    if (now.captions.queue === before.captions.queue && now.captions.activeId === before.captions.activeId)
      return;
    const next = now.captions.activeId ? nextPictures(now) : [];
    const names = next.map(({ id }) => id).join();
    if (names === named) return;
    named = names;
    // After the engine was lost, the pictures are named again once it captions again.
    if (now.captions.activeId) client.request('prefetch', next).catch(() => {});
  });
}

/** Named by the runs that wait for them. */
function nextPictures({ captions: { queue, runs }, pictures: { items: pictures } }: App): NextPicture[] {
  return queue.slice(0, MAX_PREFETCHED).flatMap((pictureId) => {
    const picture = pictures.find(({ id }) => id === pictureId);
    const run = runs[pictureId];
    return picture && run ? [{ id: run.id, file: picture.blob }] : [];
  });
}
