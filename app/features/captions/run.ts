import { withGivenWords } from '../../../core/given-words';
import type {
  Caption,
  CaptionMatch,
  CaptionProgress,
  CaptionRun,
  CaptionSettings,
  CaptionTimes,
  CaptionToken,
  LoadedModel,
  PatchMap,
  Region,
  WireError,
} from '../../../core/protocol';
import type { GridSize } from '../heatmap/maps';
import { captionWords, sentenceOf, type Word } from './words';

/** While `matching` all words are there, and the captions are compared with the picture. */
export type RunStatus = 'queued' | 'encoding' | 'streaming' | 'matching' | 'done' | 'cancelled' | 'failed';

/** A caption while it grows and after. */
export interface ShownCaption {
  /** The person's words of the prompt, before the generated ones. Captions that were stored earlier have none. */
  given?: string;
  tokens: readonly CaptionToken[];
  /** Parallel to `tokens`. */
  maps: readonly PatchMap[];
  /** The caption in the person's own words; null while it is the model's. */
  edited: string | null;
  /** How well it fits the picture; null when nothing compared them. */
  match: CaptionMatch | null;
  /** Whether it stays when the picture is captioned again. */
  pinned: boolean;
}

/** What a caption's tokens follow from. */
export interface CaptionOrigin {
  /** The model's id. */
  model: string;
  prompt: string;
}

/** A caption of an earlier run, or a typed one. Its attention by layer and head is no longer available. */
export interface PinnedCaption extends ShownCaption {
  grid: GridSize;
  /** Null for one that an older version stored. */
  origin: CaptionOrigin | null;
  /** A person typed it, and the models scored it. */
  typed: boolean;
  /** The parts of the picture that the model did not see. */
  masked: readonly Region[];
}

/** One captioning of one picture. */
export interface Run {
  /** Late results carry it; those of a run that was replaced are dropped. */
  id: string;
  pictureId: string;
  status: RunStatus;
  settings: CaptionSettings;
  /** The words of the prompt that belong to the captions; none in a run that was stored earlier. */
  given?: string;
  /** The parts of the picture that the model does not see. */
  masked: readonly Region[];
  /** Of a masked run: the run of the unmasked picture before, to go back to and to compare with. */
  unmaskedRun: Run | null;
  /** The engine was lost during the run once, and the run started again. */
  restarted: boolean;
  /** In the worker's order, which `attention` requests refer to. */
  captions: readonly ShownCaption[];
  /** Of earlier runs, the oldest first. Their indices are −1, −2, …; those of `captions` are 0, 1, …. */
  pinned: readonly PinnedCaption[];
  /** The caption that grew last. */
  newest: number | null;
  error: WireError | null;
  /** Why captions could not be compared with the picture. */
  matchError: WireError | null;
  /** `match` is the share of comparing; none without a matcher. */
  ms: (CaptionTimes & { match?: number | null }) | null;
  /** The model that wrote the captions. */
  model: Pick<LoadedModel, 'id' | 'grid'> | null;
  /** The id of the model that compares its captions with the picture. */
  matcher: string | null;
}

/** Whether a person typed it. */
export function isTyped(caption: ShownCaption): boolean {
  return 'typed' in caption && caption.typed === true;
}

/** Nothing more will come. */
export function isSettled({ status }: Pick<Run, 'status'>): boolean {
  return status === 'done' || status === 'cancelled' || status === 'failed';
}

/** Something is being computed. */
export function isWorking({ status }: Pick<Run, 'status'>): boolean {
  return status === 'encoding' || status === 'streaming' || status === 'matching';
}

/** The run after one message of the worker. */
export function applyProgress(run: Run, progress: CaptionProgress): Run {
  switch (progress.type) {
    case 'image':
      return run;
    case 'encoded':
      return { ...run, status: 'streaming' };
    case 'token':
      return {
        ...run,
        status: 'streaming',
        captions: withToken(run, progress),
        newest: progress.caption,
      };
    case 'best':
      return { ...run, status: 'streaming', captions: [withBest(run, progress)], newest: 0 };
    case 'captions':
      return {
        ...run,
        status: 'matching',
        captions: progress.captions.map((each) => shown(run, each)),
        newest: null,
      };
    case 'match':
      return changeCaption(run, progress.caption, () => ({ match: progress.match }));
  }
}

function withToken(
  run: Run,
  { caption, token, map }: Extract<CaptionProgress, { type: 'token' }>,
): ShownCaption[] {
  return Array.from({ length: Math.max(run.captions.length, caption + 1) }, (_, index) => {
    const old = run.captions[index] ?? emptyCaption(run);
    return index === caption ? { ...old, tokens: [...old.tokens, token], maps: [...old.maps, map] } : old;
  });
}

/** Beam search reports the map of the newest word only: words that are unchanged keep theirs. */
function withBest(run: Run, { tokens, map }: Extract<CaptionProgress, { type: 'best' }>): ShownCaption {
  const old = run.captions[0] ?? emptyCaption(run);
  const known = tokens
    .slice(0, -1)
    .map((token, i) => (old.tokens[i]?.id === token.id ? (old.maps[i] ?? map) : map));
  return { ...emptyCaption(run), tokens, maps: [...known, map] };
}

function emptyCaption({ given = '' }: Run): ShownCaption {
  return { given, tokens: [], maps: [], edited: null, match: null, pinned: false };
}

/** The run as it was in the queue, to start again with the same settings. */
export function restartRun(run: Run): Run {
  return { ...run, status: 'queued', captions: [], newest: null, restarted: true };
}

/** The run with its answer. */
export function settleRun(run: Run, { captions, ms, matchError }: CaptionRun): Run {
  const cancelled = captions.some(({ finish }) => finish === 'cancelled');
  return {
    ...run,
    status: cancelled ? 'cancelled' : 'done',
    captions: captions.map((caption) => ({ ...shown(run, caption), match: caption.match })),
    newest: null,
    matchError,
    ms,
  };
}

function shown(run: Run, { tokens, maps }: Caption): ShownCaption {
  return { ...emptyCaption(run), tokens, maps };
}

/** The caption with that index, also a pinned one. */
export function captionAt(run: Run, index: number): ShownCaption | undefined {
  return index < 0 ? run.pinned[-1 - index] : run.captions[index];
}

/** The patches of that caption's maps. */
export function gridAt(run: Run, index: number): GridSize | undefined {
  return index < 0 ? run.pinned[-1 - index]?.grid : run.model?.grid;
}

/** Which model wrote a caption, and after which prompt; null where that is not known. */
export function originOf(run: Run, index: number): CaptionOrigin | null {
  if (index < 0) return run.pinned[-1 - index]?.origin ?? null;
  return run.model && { model: run.model.id, prompt: run.settings.prompt };
}

/** What the model did not see of the picture when it wrote a caption. */
export function maskOfCaption(run: Run, index: number): readonly Region[] {
  return index < 0 ? (run.pinned[-1 - index]?.masked ?? UNMASKED) : run.masked;
}

const UNMASKED: readonly Region[] = [];

/** The run with one caption changed. */
export function changeCaption(
  run: Run,
  index: number,
  change: (caption: ShownCaption) => Partial<ShownCaption>,
): Run {
  const among = <T extends ShownCaption>(captions: readonly T[], at: number) =>
    captions.map((one, i) => (i === at ? { ...one, ...change(one) } : one));
  return index < 0
    ? { ...run, pinned: among(run.pinned, -1 - index) }
    : { ...run, captions: among(run.captions, index) };
}

/** What the next run of the picture starts with. */
export function pinnedFrom(run: Run | undefined): PinnedCaption[] {
  if (!run) return [];
  const grid = run.model?.grid ?? NO_GRID;
  const origin = run.model && { model: run.model.id, prompt: run.settings.prompt };
  const { masked } = run;
  const fresh = run.captions.map((caption) => ({ ...caption, grid, origin, typed: false, masked }));
  return [...run.pinned, ...fresh].filter(({ pinned }) => pinned);
}

const NO_GRID: GridSize = [1, 1];

/** The run of the unmasked picture that a masked run follows. */
export function unmaskedRunBefore(run: Run | undefined): Run | null {
  if (!run || run.masked.length > 0) return run?.unmaskedRun ?? null;
  return isSettled(run) && run.captions.length > 0 ? run : null;
}

/** Mean log-probability per token, which does not depend on the length. */
export function confidenceOf({ tokens }: ShownCaption): number {
  if (tokens.length === 0) return -Infinity;
  return tokens.reduce((sum, { logProb }) => sum + logProb, 0) / tokens.length;
}

/**
 * Indices of the captions once the run has settled: those that fit the picture best first, the surest first where
 * nothing compared them; as they came until then.
 */
export function ranking(run: Run): number[] {
  const order = run.captions.map((_, index) => index);
  if (!isSettled(run)) return order;
  const matched = run.captions.every(({ match }) => match !== null);
  const scores = run.captions.map((caption) =>
    matched ? (caption.match?.probability ?? 0) : confidenceOf(caption),
  );
  return order.sort((a, b) => scores[b]! - scores[a]!);
}

/** All captions as they are listed: ranked, then the pinned ones. */
export function listing(run: Run): number[] {
  return [...ranking(run), ...run.pinned.map((_, index) => -1 - index)];
}

const wordCache = new WeakMap<ShownCaption, Word[]>();

/** A caption's words, grouped once per caption. */
export function wordsOf(caption: ShownCaption): Word[] {
  const words = wordCache.get(caption) ?? captionWords(caption.tokens, caption.maps);
  wordCache.set(caption, words);
  return words;
}

/** The text of a caption: the person's edit, else the model's words. */
export function textOf(caption: ShownCaption): string {
  return caption.edited ?? uneditedTextOf(caption);
}

/** The words given and the model's, whatever the caption was edited to. */
export function uneditedTextOf(caption: ShownCaption): string {
  return withGivenWords(caption.given ?? '', generatedTextOf(caption), caption.tokens);
}

/** The model's words alone. */
export function generatedTextOf(caption: ShownCaption): string {
  return sentenceOf(wordsOf(caption));
}
