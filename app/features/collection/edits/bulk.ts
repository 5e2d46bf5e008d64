/** Changes of many texts at once. */

import type { Decision, FilterSettings, PictureRecord } from '../../../../core/collection';
import { chooseTexts } from '../../../../dataset';
import { humanText } from '../review/queue';

export type BulkEdit =
  | { kind: 'replace'; find: string; replacement: string; matchCase: boolean }
  | { kind: 'prefix'; text: string }
  | { kind: 'suffix'; text: string }
  | { kind: 'approve'; threshold: number }
  | { kind: 'drop' }
  | { kind: 'decorative' }
  /** Takes decisions back. */
  | { kind: 'reset' };

export interface BulkChange {
  path: string;
  /** The text before and after; null where there is none. */
  before: string | null;
  after: string | null;
  decision: Decision | null;
}

/** What an edit would change; pictures that it leaves as they are are not among them. */
export function bulkChanges(
  records: readonly PictureRecord[],
  edit: BulkEdit,
  filter: FilterSettings,
): BulkChange[] {
  return records.flatMap((record) => {
    const changed = changeOf(record, edit, filter);
    return changed ? [changed] : [];
  });
}

function changeOf(record: PictureRecord, edit: BulkEdit, filter: FilterSettings): BulkChange | null {
  const { path, decision } = record;
  const [text = null] = chooseTexts(record, filter).texts;
  const before = text?.text ?? null;
  const become = (after: string | null, next: Decision | null) => ({ path, before, after, decision: next });
  switch (edit.kind) {
    case 'drop':
      return decision?.kind === 'dropped' ? null : become(null, { kind: 'dropped' });
    case 'decorative':
      return decision?.kind === 'decorative' ? null : become('', { kind: 'decorative' });
    case 'reset':
      return (
        decision && become(chooseTexts({ ...record, decision: null }, filter).texts[0]?.text ?? null, null)
      );
    case 'approve': {
      const fits = text?.match && text.match.probability >= edit.threshold;
      return decision || !text || !fits ? null : become(text.text, { kind: 'approved', text });
    }
    default: {
      if (before === null || decision?.kind === 'dropped' || decision?.kind === 'decorative') return null;
      const after = edited(before, edit);
      return after === before ? null : become(after, { kind: 'edited', text: humanText(after) });
    }
  }
}

type TextEdit = Extract<BulkEdit, { kind: 'replace' | 'prefix' | 'suffix' }>;

/** An edit that was made before is not made twice: a trigger word stands once at the beginning. */
function edited(text: string, edit: TextEdit): string {
  switch (edit.kind) {
    case 'prefix':
      return text.startsWith(edit.text) ? text : edit.text + text;
    case 'suffix':
      return text.endsWith(edit.text) ? text : text + edit.text;
    case 'replace':
      return replaceAll(text, edit);
  }
}

/** Characters with a meaning in a regular expression. */
const SPECIAL = /[.*+?^${}()|[\]\\/]/g;

function replaceAll(
  text: string,
  { find, replacement, matchCase }: Extract<BulkEdit, { kind: 'replace' }>,
): string {
  if (find === '') return text;
  const pattern = new RegExp(find.replace(SPECIAL, '\\$&'), matchCase ? 'gu' : 'giu');
  return text.replace(pattern, () => replacement);
}
