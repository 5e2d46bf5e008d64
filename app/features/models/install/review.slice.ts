import * as v from 'valibot';
import { HUB, parseEndpoint } from '../../../../core/hub-address';
import type { Backend, CheckpointInfo, Dtype, PickedFile, WireError } from '../../../../core/protocol';
import type { PersistedKeys, Slice } from '../../../store/app-state';
import { id } from '../../../store/schemas';
import { RequestAborted } from '../../../worker-client/client';
import { toWireError } from '../../../worker-client/errors';
import { collectionOf } from '../../collection/open/accept';
import { deviceProfileOf } from '../device/device-profile';
import { defaultDtype, type ProposalReason } from './dtypes';
import { picturesInPlaceOfModel, taskOf, withFile } from './model-files';
import { nameOf, sourceOf, type Wanted } from './wanted';

/** A checkpoint that is looked at before anything large happens. */
export interface Review {
  wanted: Wanted;
  /** Null while it is looked at, and when that failed. */
  info: CheckpointInfo | null;
  /** What it would be made ready for. */
  target: Backend;
  dtype: Dtype;
  /** Why that dtype was proposed; null once the person chose. */
  reason: ProposalReason | null;
  error: WireError | null;
}

export interface ReviewState {
  hubEndpoint: string;
  /** In memory only. */
  hubToken: string;
  current: Review | null;
  /** Pictures that were given in place of a model. */
  pictures: readonly PickedFile[];
}

export const REVIEW_PERSISTED: PersistedKeys<ReviewState> = {
  hubEndpoint: v.pipe(
    id,
    v.check((endpoint) => parseEndpoint(endpoint) === endpoint),
  ),
  hubToken: false,
  current: false,
  pictures: false,
};

export interface ReviewActions {
  setHubEndpoint(endpoint: string): void;
  setHubToken(token: string): void;
  /** Looks at a checkpoint and says what it is and what it would cost. */
  open(wanted: Wanted): Promise<void>;
  /** The same with BERT's vocabulary, fetched from the hub, next to the weights. */
  openWithVocabulary(wanted: Wanted): Promise<void>;
  close(): void;
  setDtype(dtype: Dtype): void;
  /** Proposes what is best by what is known by now, unless the person has chosen. */
  proposeAgain(): void;
  /** Installs what is under review. */
  install(): void;
  /**
   * Takes files that were picked or dropped: a bundle is imported, a checkpoint looked at. Pictures without a model
   * are listed in `pictures`.
   */
  addFiles(files: readonly PickedFile[]): void;
  forgetPictures(): void;
  /** Adds the pictures that were given in place of a model where pictures are, and closes the manager. */
  captionPictures(): void;
}

export const createReviewSlice: Slice<'review'> = (set, get, { library }) => {
  let looking: AbortController | null = null;

  /** One look at a time; what a newer one, or closing, overtakes is dropped. */
  async function look(wanted: Wanted, ask: (signal: AbortSignal) => Promise<Partial<Review>>): Promise<void> {
    looking?.abort();
    const attempt = new AbortController();
    looking = attempt;
    const { target } = deviceProfileOf(get());
    const begun: Review = { wanted, info: null, target, dtype: 'q8', reason: null, error: null };
    const settle = (outcome: Partial<Review>) =>
      looking === attempt && set({ current: { ...begun, ...outcome } });
    set({ current: begun });
    try {
      settle(await ask(attempt.signal));
    } catch (error) {
      if (!(error instanceof RequestAborted)) settle({ error: toWireError(error) });
    }
  }

  async function inspect(wanted: Wanted, signal: AbortSignal): Promise<Partial<Review>> {
    const { target } = deviceProfileOf(get());
    const payload = { source: sourceOf(wanted, get().review), target };
    const info = await library.request('inspect', payload, { signal });
    return { wanted, info, target, ...defaultDtype(info, deviceProfileOf(get(), target)) };
  }

  return {
    hubEndpoint: HUB,
    hubToken: '',
    current: null,
    pictures: [],

    setHubEndpoint: (hubEndpoint) => set({ hubEndpoint }),
    setHubToken: (hubToken) => set({ hubToken }),

    open: (wanted) => look(wanted, (signal) => inspect(wanted, signal)),

    openWithVocabulary: (wanted) =>
      look(wanted, async (signal) => {
        if (wanted.kind === 'hub') return inspect(wanted, signal);
        const { hubEndpoint: endpoint, hubToken } = get().review;
        const payload = { endpoint, token: hubToken || null };
        const vocabulary = await library.request('vocabulary', payload, { signal });
        return inspect({ ...wanted, files: withFile(wanted.files, vocabulary) }, signal);
      }),

    close() {
      looking?.abort();
      looking = null;
      set({ current: null });
    },

    setDtype(dtype) {
      const { current: review } = get().review;
      if (review) set({ current: { ...review, dtype, reason: null } });
    },

    proposeAgain() {
      const { current: review } = get().review;
      if (!review?.info || review.reason === null) return;
      const { target } = deviceProfileOf(get());
      if (target !== review.target) return void get().review.open(review.wanted);
      set({ current: { ...review, ...defaultDtype(review.info, deviceProfileOf(get(), target)) } });
    },

    install() {
      const { current: review } = get().review;
      if (!review?.info) return;
      const { wanted, dtype, target } = review;
      get().review.close();
      get().jobs.add(nameOf(wanted), { kind: 'install', wanted, dtype, target });
      // Back to the question, which says how far the model is.
      if (get().questions.waiting) get().library.closeDialog();
    },

    addFiles(files) {
      get().library.openDialog();
      const pictures = picturesInPlaceOfModel(files);
      set({ pictures });
      if (pictures.length > 0) return get().review.close();
      const task = taskOf(files);
      if (task.kind === 'convert') void get().review.open(task.wanted);
      else get().jobs.add(task.name, task);
    },

    forgetPictures: () => set({ pictures: [] }),

    captionPictures() {
      const { pictures } = get().review;
      get().library.closeDialog();
      const source = collectionOf(pictures, null);
      if (source) get().collection.open(source);
      else get().pictures.addFiles(pictures.map(({ file }) => file));
    },
  };
};
