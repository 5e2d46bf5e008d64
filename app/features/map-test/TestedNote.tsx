import { useApp } from '../../store/react';
import { testable } from './target';
import { holds } from './verdict';

/** Whether the map of the word in view has passed its test, where it was put to one and is the one in question. */
export function TestedNote({ caption, word }: { caption: number; word: string }) {
  const passed = useApp((state) => {
    const { target } = testable(state, 'word');
    const isMine = target?.caption === caption && target.word === word;
    const tested = isMine && state.mapTests[target.key]?.tested;
    return tested ? holds(tested.drop) : null;
  });
  if (passed === null) return null;
  return <> · {passed ? 'map passed its test' : 'map did not pass its test'}</>;
}
