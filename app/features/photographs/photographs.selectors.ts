/** Which pictures wait for a model that knows photographs. Pure. */
import type { State } from '../../store/app-state';
import type { Run } from '../captions/run';
import { DEMO_ID } from '../models/active/names';
import type { Job } from '../models/install/jobs.slice';
import { pictureById } from '../pictures/pictures.selectors';
import { photographJob } from './offer';

type Known = Pick<State, 'model' | 'photographs' | 'pictures'>;

/** Whether the demo model captions and the person has not yet said what becomes of photographs. */
function isOpenQuestion({ model, photographs: { choice } }: Pick<Known, 'model' | 'photographs'>): boolean {
  return model.loaded?.id === DEMO_ID && (choice === 'ask' || choice === 'install');
}

/** Whether a picture of the strip or on the stage is not captioned yet: it may be a photograph. */
export function isHeld(state: Known, pictureId: string): boolean {
  const { photographs, pictures } = state;
  if (!isOpenQuestion(state) || (photographs.choice === 'install' && photographs.meanwhile)) return false;
  return pictureById(pictures, pictureId)?.sample === false && photographs.drawn[pictureId] !== true;
}

/** The photographs that wait, the next one first. */
export function waitingPhotographs(state: Known & Pick<State, 'captions'>): string[] {
  return state.captions.queue.filter((id) => isHeld(state, id) && state.photographs.drawn[id] === false);
}

/** Whether a picture waits for an answer, and not for a model that is being installed. */
export function isUndecided(state: Known & Pick<State, 'jobs'>, pictureId: string): boolean {
  return isHeld(state, pictureId) && awaitedJob(state) === null;
}

/** Whether a run of a collection waits: its pictures may be photographs. */
export function isCollectionHeld(state: Pick<Known, 'model' | 'photographs'>, collection: string): boolean {
  return isOpenQuestion(state) && state.photographs.drawn[collection] !== true;
}

/** Whether it waits because its pictures are photographs. */
export function isOfPhotographs(state: Pick<Known, 'model' | 'photographs'>, collection: string): boolean {
  return isCollectionHeld(state, collection) && state.photographs.drawn[collection] === false;
}

/** Whether the demo model captions a collection of photographs because the person wanted no other model yet. */
export function isReminded(
  { model, photographs }: Pick<Known, 'model' | 'photographs'>,
  collection: string,
): boolean {
  const { choice, drawn } = photographs;
  return model.loaded?.id === DEMO_ID && choice === 'later' && drawn[collection] === false;
}

/** The job that photographs wait for; null while nobody asked for it, and where another model captions. */
export function awaitedJob(state: Pick<State, 'model' | 'photographs' | 'jobs'>): Job | null {
  const isDemo = state.model.choice.kind === 'demo' && state.photographs.choice === 'install';
  return (isDemo && photographJob(state)) || null;
}

/** Whether a person sees captions of the demo model for a photograph. */
export function isGuessed({ photographs }: Pick<State, 'photographs'>, run: Run): boolean {
  return run.model?.id === DEMO_ID && photographs.drawn[run.pictureId] === false;
}

/** Photographs that the demo model captions or has captioned. Those with a caption that was edited stay as they are. */
export function guessedPictures({
  photographs,
  captions,
  pictures,
}: Pick<State, 'photographs' | 'captions' | 'pictures'>): string[] {
  return pictures.items.flatMap(({ id }) => {
    const run = captions.runs[id];
    if (!run || !isGuessed({ photographs }, run) || run.status === 'cancelled') return [];
    return run.captions.some(({ edited, pinned }) => edited !== null && !pinned) ? [] : [id];
  });
}
