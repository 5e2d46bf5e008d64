import { useWindowEvent } from '@mantine/hooks';
import type { RefObject } from 'react';
import type { Decision, PictureRecord } from '../../../../core/collection';
import { chooseTexts } from '../../../../dataset';
import { useCollectionStore, useJudge } from '../context';
import { approval } from './queue';

interface ReviewActs {
  record: PictureRecord;
  decide: (decision: Decision) => void;
  undo: () => void;
  step: (by: number) => void;
  edit: () => void;
}

const TYPING = 'input, textarea, select, [role="dialog"], [role="menu"], [contenteditable]';

/** 1–9 choose a text, Enter approves, E edits, X drops, D is for decorative, Z undoes, arrows move, Escape leaves. */
export function useReviewKeys(region: RefObject<HTMLElement | null>, acts: ReviewActs): void {
  const { filter } = useJudge();
  const store = useCollectionStore();
  useWindowEvent('keydown', (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (event.defaultPrevented || event.altKey || target?.closest(TYPING)) return;
    if (!region.current || region.current.closest('[hidden]')) return;
    if (event.key === 'Enter' && target?.closest('button, summary, a')) return;
    const act = actOf(event, acts, () => chooseTexts(acts.record, filter).texts[0] ?? null);
    if (event.key === 'Escape') store.getState().show({ mode: 'grid' });
    else if (act) act();
    else return;
    event.preventDefault();
  });
}

/** What a key does; null for the others. */
export function actOf(
  { key, ctrlKey, metaKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey'>,
  { record, decide, undo, step, edit }: ReviewActs,
  chosen: () => ReturnType<typeof chooseTexts>['texts'][number] | null,
): (() => void) | null {
  const lower = key.toLowerCase();
  if (ctrlKey || metaKey) return lower === 'z' ? undo : null;
  const approve = (text: Parameters<typeof approval>[0]) => {
    const decision = approval(text, null);
    return decision && (() => decide(decision));
  };
  if (/^[1-9]$/.test(key)) return approve(record.texts[Number(key) - 1] ?? null);
  switch (lower) {
    case 'enter':
      return approve(chosen());
    case 'e':
      return edit;
    case 'x':
      return () => decide({ kind: 'dropped' });
    case 'd':
      return () => decide({ kind: 'decorative' });
    case 'z':
      return undo;
    case 'arrowleft':
    case 'arrowup':
      return () => step(-1);
    case 'arrowright':
    case 'arrowdown':
      return () => step(1);
    default:
      return null;
  }
}
