// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { settled } from '../../worker-client/fake';
import { reopenIsolated } from './isolate';

const reload = vi.fn();
const offer = vi.fn();
let container: EventTarget & { getRegistration: () => Promise<unknown> };
let registration: unknown;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.spyOn(location, 'reload').mockImplementation(reload);
  container = Object.assign(new EventTarget(), { getRegistration: async () => registration });
  registration = undefined;
  Object.defineProperty(navigator, 'serviceWorker', { value: container, configurable: true });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.clearAllMocks();
  sessionStorage.clear();
  localStorage.clear();
  vi.useRealTimers();
});

/** Opens a page of this tab, a second after the one before. */
async function open({ isolated = false } = {}): Promise<void> {
  vi.setSystemTime(Date.now() + 1000);
  vi.stubGlobal('crossOriginIsolated', isolated);
  reopenIsolated(offer);
  await settled();
}

const takeOver = () => container.dispatchEvent(new Event('controllerchange'));

test('the page opens once more when the service worker takes over, and not before', async () => {
  registration = { active: null, installing: {} };
  await open();
  expect(reload).not.toHaveBeenCalled();
  takeOver();
  takeOver();
  expect(reload).toHaveBeenCalledTimes(1);
});

test.each([
  ['has taken over before the page listened', { controller: {} }],
  ['was passed over when the page was opened', { controller: null }],
])('a page whose service worker %s opens once more at once', async (_, controlled) => {
  Object.assign(container, controlled);
  registration = { active: {} };
  await open();
  expect(reload).toHaveBeenCalledTimes(1);
});

test('a page that is opened anew without being isolated does not go on so', async () => {
  registration = { active: {} };
  await open();
  await open();
  takeOver();
  expect(reload).toHaveBeenCalledTimes(1);
});

test('once it was isolated, a page of the same tab that is not opens once more again', async () => {
  registration = { active: {} };
  await open();
  await open({ isolated: true });
  expect(reload).toHaveBeenCalledTimes(1);
  await open();
  expect(reload).toHaveBeenCalledTimes(2);
});

test.each(['click', 'keydown', 'change', 'drop', 'paste'])(
  'after a %s it is offered instead',
  async (kind) => {
    await open();
    document.body.dispatchEvent(new Event(kind, { bubbles: true }));
    takeOver();
    expect(reload).not.toHaveBeenCalled();
    expect(offer).toHaveBeenCalledTimes(1);
  },
);

test.each([
  ['there is no service worker', () => Reflect.deleteProperty(navigator, 'serviceWorker')],
  ['registrations cannot be read', () => (container.getRegistration = () => Promise.reject(new Error()))],
])('it stays as it is where %s', async (_, prepare) => {
  prepare();
  await open();
  expect([reload, offer].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
});
