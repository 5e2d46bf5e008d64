import type { Region, ScoredText, WireError } from '../../../core/protocol';
import type { Slice } from '../../store/app-state';
import { RequestAborted } from '../../worker-client/client';
import { toWireError } from '../../worker-client/errors';
import { currentRun } from '../heatmap/heatmap.slice';
import { regionsOf } from '../mask/mask.slice';
import type { PinnedCaption } from './run';

export interface AskState {
  /** The sentence that is being judged, and for which picture. */
  asking: { pictureId: string; text: string } | null;
  askError: WireError | null;
}

export interface AskActions {
  /**
   * Has the models judge a sentence for the picture on the stage; it then stands among its captions. Resolves to
   * whether it does.
   */
  askAbout(text: string): Promise<boolean>;
  cancelAsking(): void;
}

export const createAskSlice: Slice<AskState & AskActions> = (set, get, { client }) => {
  let stop = new AbortController();

  function add(pictureId: string, caption: PinnedCaption): void {
    const run = get().runs[pictureId];
    if (run) set({ runs: { ...get().runs, [pictureId]: { ...run, pinned: [...run.pinned, caption] } } });
  }

  return {
    asking: null,
    askError: null,

    async askAbout(text) {
      const { pictures, currentId, model, asking } = get();
      const picture = pictures.find(({ id }) => id === currentId);
      if (!picture || !model || asking || !currentRun(get()) || !text.trim()) return false;
      stop = new AbortController();
      set({ asking: { pictureId: picture.id, text }, askError: null });
      const masked = regionsOf(get(), picture.id);
      const named = { id: picture.id, file: picture.blob, masked };
      try {
        const scored = await client.request(
          'scoreText',
          { picture: named, text: text.trim() },
          { signal: stop.signal },
        );
        add(picture.id, typedCaption(scored, model, masked));
        return true;
      } catch (error) {
        set({ askError: error instanceof RequestAborted ? null : toWireError(error) });
        return false;
      } finally {
        set({ asking: null });
      }
    },

    cancelAsking: () => stop.abort(),
  };
};

/** As if the captioner had written it, after no prompt. */
function typedCaption(
  { tokens, maps, match }: ScoredText,
  { id, grid }: { id: string; grid: PinnedCaption['grid'] },
  masked: readonly Region[],
): PinnedCaption {
  const origin = { model: id, prompt: '' };
  return { tokens, maps, match, edited: null, pinned: true, grid, origin, typed: true, masked };
}
