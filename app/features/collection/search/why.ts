import type { AppStore } from '../../../store/app-state';
import { currentRun } from '../../captions/captions.selectors';
import { isTyped, textOf } from '../../captions/run';

/**
 * Shows where a sentence fits the picture on the stage: scores it like a typed caption, and maps its match. Returns what
 * ends that, and goes back to the kind of maps that was shown before.
 */
export function showWhy(app: AppStore, text: string): () => void {
  const { method, sentenceLevel } = app.getState().heatmap;
  const stop = new AbortController();
  void typedCaption(app, text, stop.signal).then((caption) => {
    if (caption !== null && !stop.signal.aborted && app.getState().matcher.loaded)
      app.getState().heatmap.showSentence(caption, 'itm');
  });
  return () => {
    stop.abort();
    if (app.getState().heatmap.method === 'itm') app.getState().heatmap.change({ method, sentenceLevel });
  };
}

/** The number of the caption; null where there is none. */
async function typedCaption(app: AppStore, text: string, signal: AbortSignal): Promise<number | null> {
  const known = numberOf(app, text);
  if (known !== null) return known;
  app.getState().typedCaption.cancel();
  await untilIdle(app);
  if (signal.aborted || !(await app.getState().typedCaption.add(text))) return null;
  return -(currentRun(app.getState())?.pinned.length ?? 0) || null;
}

/** Resolves when no sentence is being scored. */
function untilIdle(app: AppStore): Promise<void> {
  return new Promise((resolve) => {
    if (!app.getState().typedCaption.pending) return resolve();
    const stop = app.subscribe(({ typedCaption }) => {
      if (typedCaption.pending) return;
      stop();
      resolve();
    });
  });
}

/** Of a sentence that was scored before. */
function numberOf(app: AppStore, text: string): number | null {
  const pinned = currentRun(app.getState())?.pinned ?? [];
  // Tokenizers have small letters only.
  const place = pinned.findIndex((each) => isTyped(each) && textOf(each) === text.toLowerCase());
  return place === -1 ? null : -1 - place;
}
