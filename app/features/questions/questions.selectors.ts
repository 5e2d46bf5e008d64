import type { App } from '../../store/app-state';
import type { AnsweredQuestion } from './answered';

const NONE: readonly AnsweredQuestion[] = [];

/** What was asked of a picture, oldest first. */
export function historyOf(
  { questions }: Pick<App, 'questions'>,
  pictureId: string,
): readonly AnsweredQuestion[] {
  return questions.histories[pictureId] ?? NONE;
}

/** What was asked of the picture on the stage. */
export function currentHistory(state: Pick<App, 'questions' | 'pictures'>): readonly AnsweredQuestion[] {
  const { currentId } = state.pictures;
  return currentId ? historyOf(state, currentId) : NONE;
}
