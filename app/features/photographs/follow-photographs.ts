import type { App, AppStore } from '../../store/app-state';
import { pictureById } from '../pictures/pictures.selectors';
import { waitingPhotographs } from './photographs.selectors';

/** Looks at pictures before the demo model captions them, and has them captioned once they need not wait. */
export function followPhotographs(store: AppStore): void {
  let asked = false;
  const follow = (now: App, before: App) => {
    if (now.captions.queue !== before.captions.queue || now.model !== before.model) examineQueue(now);
    if (now.photographs === before.photographs) return;
    now.captions.runQueue();
    // What is on this device decides what is offered.
    if (asked || now.library.contents || waitingPhotographs(now).length === 0) return;
    asked = true;
    void now.library.refresh();
  };
  store.subscribe(follow);
}

/** Nothing is looked at for a person who said that the demo model is to go on, or who has another model. */
function examineQueue({ model, photographs, captions, pictures }: App): void {
  if (model.choice.kind !== 'demo' || photographs.choice === 'go-on') return;
  for (const id of captions.queue) {
    const picture = pictureById(pictures, id);
    if (picture && !picture.sample && !(id in photographs.drawn))
      void photographs.examine(id, async () => [picture.blob]);
  }
}
