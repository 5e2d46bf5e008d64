import type { Region, ScoredText, WireError } from '../../../core/protocol';
import type { PersistedKeys, Slice } from '../../store/app-state';
import { RequestAborted } from '../../worker-client/client';
import { toWireError } from '../../worker-client/errors';
import { regionsOf } from '../mask/mask.selectors';
import { currentPicture } from '../pictures/pictures.selectors';
import { currentRun } from './captions.selectors';
import type { PinnedCaption } from './run';

export interface TypedCaptionState {
  /** The sentence that is being scored, and for which picture. */
  pending: { pictureId: string; text: string } | null;
  error: WireError | null;
}

export const TYPED_CAPTION_PERSISTED: PersistedKeys<TypedCaptionState> = { pending: false, error: false };

export interface TypedCaptionActions {
  /**
   * Scores a sentence for the picture on the stage and adds it to the pinned captions. Resolves to whether it was
   * added.
   */
  add(text: string): Promise<boolean>;
  cancel(): void;
}

export const createTypedCaptionSlice: Slice<'typedCaption'> = (set, get, { client }) => {
  let stop = new AbortController();

  return {
    pending: null,
    error: null,

    async add(text) {
      const model = get().model.loaded;
      const picture = currentPicture(get());
      if (!picture || !model || get().typedCaption.pending || !currentRun(get()) || !text.trim())
        return false;
      stop = new AbortController();
      set({ pending: { pictureId: picture.id, text }, error: null });
      const masked = regionsOf(get(), picture.id);
      const named = { id: picture.id, file: picture.blob, masked };
      try {
        const scored = await client.request(
          'scoreText',
          { picture: named, text: text.trim() },
          { signal: stop.signal },
        );
        get().captions.addPinned(picture.id, typedCaption(scored, model, masked));
        return true;
      } catch (error) {
        set({ error: error instanceof RequestAborted ? null : toWireError(error) });
        return false;
      } finally {
        set({ pending: null });
      }
    },

    cancel: () => stop.abort(),
  };
};

/** A typed sentence in the form of a caption with an empty prompt. */
function typedCaption(
  { tokens, maps, match }: ScoredText,
  { id, grid }: { id: string; grid: PinnedCaption['grid'] },
  masked: readonly Region[],
): PinnedCaption {
  const origin = { model: id, prompt: '' };
  return { tokens, maps, match, edited: null, pinned: true, grid, origin, typed: true, masked };
}
