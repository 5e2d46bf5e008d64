import { expect, test, vi } from 'vitest';
import { askForUpdates, Takeover } from './updates';

const HOUR = 3_600_000;

test('coming back to the page asks for a new version, once an hour at most', () => {
  const update = vi.fn(() => Promise.reject(new TypeError('no network')));
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' as DocumentVisibilityState });
  let time = 0;
  askForUpdates({ update }, page as unknown as Document, () => time);
  const comeBack = (at: number, state: DocumentVisibilityState = 'visible') => {
    time = at;
    page.visibilityState = state;
    page.dispatchEvent(new Event('visibilitychange'));
    return update.mock.calls.length;
  };
  expect(comeBack(HOUR / 2)).toBe(0);
  expect(comeBack(HOUR, 'hidden')).toBe(0);
  expect(comeBack(HOUR)).toBe(1);
  expect(comeBack(1.5 * HOUR)).toBe(1);
  expect(comeBack(2 * HOUR)).toBe(2);
});

test('the tab that accepts a new version reloads once it has taken over', () => {
  const [reload, activate, offer] = [vi.fn(), vi.fn(), vi.fn()];
  const takeover = new Takeover(reload);
  takeover.accept(activate);
  expect([activate.mock.calls.length, reload.mock.calls.length]).toEqual([1, 0]);
  takeover.tookOver(offer);
  expect([reload.mock.calls.length, offer.mock.calls.length]).toEqual([1, 0]);
});

test('a tab that did not accept is offered the version again, and reloads only then', () => {
  const [reload, activate, offer] = [vi.fn(), vi.fn(), vi.fn()];
  const takeover = new Takeover(reload);
  takeover.tookOver(offer);
  expect([reload.mock.calls.length, offer.mock.calls.length]).toEqual([0, 1]);
  takeover.accept(activate);
  expect([reload.mock.calls.length, activate.mock.calls.length]).toEqual([1, 0]);
});
