import type { App } from '../../store/app-state';
import { currentRun } from '../captions/captions.selectors';
import { captionAt, isTyped, maskOfCaption, originOf, type Run, uneditedTextOf } from '../captions/run';
import { currentCaption } from '../heatmap/heatmap.selectors';
import { regionsOf } from '../mask/mask.selectors';
import type { Picture } from '../pictures/pictures.slice';
import { type AnswerRef, refersTo } from '../questions/answer-maps.selectors';
import type { AnsweredQuestion } from '../questions/answered';
import { settingsOf } from '../settings/settings.slice';
import { lookOf } from './look';
import { type SavedView, VIEW_FORMAT, VIEW_VERSION } from './view-document';

/** What is on the stage, as data. @param sha256 of the picture's bytes. */
export function viewOf(state: App, { id, name, blob }: Picture, sha256: string): SavedView {
  const run = currentRun(state);
  const index = currentCaption(state);
  const caption = run && index !== null ? captionOf(state, run, index) : null;
  const ref = state.answerMaps.pinned;
  const answered = ref && refersTo(state, ref);
  return {
    format: VIEW_FORMAT,
    version: VIEW_VERSION,
    picture: { name, bytes: blob.size, sha256 },
    model: (run && index !== null && originOf(run, index)?.model) || null,
    settings: run?.settings ?? settingsOf(state),
    look: lookOf(state),
    masked: [
      ...(answered
        ? answered.masked
        : run && index !== null
          ? maskOfCaption(run, index)
          : regionsOf(state, id)),
    ],
    caption,
    answered: answered && ref && answeredOf(answered, ref),
  };
}

/** A question and which of its answers is selected. */
function answeredOf(
  { text, listed, answers, model }: AnsweredQuestion,
  { answer, word }: AnswerRef,
): SavedView['answered'] {
  return { text, listed: listed && [...listed], answers: [...answers], model, answer, word };
}

/** The model's text, which has maps, and the person's edit separately. */
function captionOf(state: App, run: Run, index: number): SavedView['caption'] {
  const caption = captionAt(run, index);
  if (!caption) return null;
  const { hovered, pinned, compared } = state.selection;
  const word = hovered ?? pinned;
  return {
    text: uneditedTextOf(caption),
    given: caption.given ?? '',
    edited: caption.edited,
    // Pinned captions follow from the settings of a run that is gone.
    bySeed: index >= 0 && !isTyped(caption),
    word: word?.caption === index ? word.word : null,
    compared: compared?.caption === index ? compared.word : null,
  };
}
