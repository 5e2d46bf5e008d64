/** The order of a review, and what a person decides in it. */
import type {
  Decision,
  FilterSettings,
  HumanText,
  PictureRecord,
  PictureText,
} from '../../../../core/collection';
import type { Records } from '../store/records';
import type { Judge } from '../store/visible';

/**
 * Paths of the pictures that need a look, the most doubtful first. Where there are none, those that were decided, in
 * their order, to look at them again.
 */
export function reviewQueue(
  records: readonly PictureRecord[],
  filter: FilterSettings,
  judge: Judge,
): string[] {
  const waiting = records
    .map((record) => ({ path: record.path, ...judge(record, filter) }))
    .filter(({ state }) => state === 'to-review' || state === 'captioned')
    .sort((a, b) => b.doubt - a.doubt);
  return (waiting.length > 0 ? waiting : records.filter(({ decision }) => decision)).map(({ path }) => path);
}

/** How many of the queue have no decision yet. */
export function countLeft(queue: readonly string[], records: Records): number {
  return queue.filter((path) => records.get(path)?.decision === null).length;
}

/**
 * The next place in the queue without a decision, or the end of the queue.
 * @param again with those that have one
 */
export function nextPlace(queue: readonly string[], records: Records, place: number, again = false): number {
  if (again) return place + 1;
  const next = queue.findIndex((path, index) => index > place && records.get(path)?.decision === null);
  return next === -1 ? queue.length : next;
}

/** Approves a text as it stands, or a person's change of it. An empty text says that the picture is decorative. */
export function approval(text: PictureText | null, typed: string | null): Decision | null {
  const edited = typed?.trim();
  if (edited === '') return { kind: 'decorative' };
  if (edited !== undefined && edited !== text?.text) return { kind: 'edited', text: humanText(edited) };
  return text && { kind: 'approved', text };
}

/** The text that fits best: where none passes, a person's own words begin with it. Null without texts. */
export function bestMatch(texts: PictureRecord['texts']): PictureText | null {
  const probability = ({ match }: PictureText) => match?.probability ?? 0;
  return texts.reduce<PictureText | null>(
    (best, text) => (best && probability(best) >= probability(text) ? best : text),
    null,
  );
}

export function humanText(text: string): HumanText {
  return { source: 'human', text, match: null };
}
