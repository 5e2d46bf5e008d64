import { useMessages } from '../../i18n/use-messages';
import { useApp } from '../../store/react';
import { testable } from './target';
import { outcomeOf } from './verdict';

/** Whether the map of the word in view has passed its test, where it was put to one and is the one in question. */
export function TestedNote({ caption, word }: { caption: number; word: string }) {
  const m = useMessages().mapTest;
  const outcome = useApp((state) => {
    const { target } = testable(state, 'word');
    const isMine = target?.caption === caption && target.word === word;
    const tested = isMine && state.mapTest.tests[target.key]?.tested;
    return tested ? outcomeOf(tested) : null;
  });
  if (outcome === null) return null;
  return <> · {outcome === 'fails' ? m.failed : m.passed}</>;
}
