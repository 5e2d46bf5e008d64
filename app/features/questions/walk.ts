import type { KeyboardEvent } from 'react';

/**
 * Moves the focus among the buttons of a list by the arrow keys, Home and End. These keys then mean nothing else on the
 * page.
 * @param keys the ones that go back and on.
 */
export function walk(event: KeyboardEvent<HTMLElement>, [back, on]: readonly [string, string]): void {
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('button')];
  const focused = document.activeElement;
  const at = focused instanceof HTMLElement ? buttons.indexOf(focused) : -1;
  const targets: Readonly<Record<string, number>> = {
    [back]: Math.max(0, at - 1),
    [on]: Math.min(buttons.length - 1, at + 1),
    Home: 0,
    End: buttons.length - 1,
  };
  const target = targets[event.key];
  if (target === undefined || at === -1) return;
  buttons[target]?.focus();
  event.preventDefault();
  event.stopPropagation();
}
