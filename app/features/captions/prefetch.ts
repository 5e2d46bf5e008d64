import type { NextPicture } from '../../../core/protocol';
import type { App, AppStore } from '../../store/app-state';
import type { WorkerClient } from '../../worker-client/client';

/** So many pictures are read while another one is captioned. */
const AHEAD = 2;

/** Tells the engine which pictures come next, whenever that changes while it captions. */
export function readAhead(store: AppStore, client: WorkerClient): void {
  let told = '';
  store.subscribe((now, before) => {
    if (now.captions.queue === before.captions.queue && now.captions.activeId === before.captions.activeId)
      return;
    const next = now.captions.activeId ? nextPictures(now) : [];
    const names = next.map(({ id }) => id).join();
    if (names === told) return;
    told = names;
    // An engine that is lost has its pictures named again, when it captions again.
    if (now.captions.activeId) client.request('prefetch', next).catch(() => {});
  });
}

/** Named by the runs that wait for them. */
function nextPictures({ captions: { queue, runs }, pictures: { items: pictures } }: App): NextPicture[] {
  return queue.slice(0, AHEAD).flatMap((pictureId) => {
    const picture = pictures.find(({ id }) => id === pictureId);
    const run = runs[pictureId];
    return picture && run ? [{ id: run.id, file: picture.blob }] : [];
  });
}
