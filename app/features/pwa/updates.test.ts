import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ToServiceWorker } from '../../../core/protocol';
import { askForUpdates, TAKEOVER_PATIENCE, Updates } from './updates';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

const HOUR = 3_600_000;
const SCRIPT = 'https://example.org/assets/index-2.js';

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

class FakeWorker extends EventTarget {
  state: ServiceWorkerState = 'installing';
  readonly asked: string[] = [];

  /**
   * `answers`: what it says to each message; without one it does not answer. For `OPENED_PAGE` the script of the pages
   * that it opened.
   */
  constructor(readonly answers: Partial<Record<ToServiceWorker['type'], unknown>> = {}) {
    super();
  }

  postMessage(message: ToServiceWorker, [port]: MessagePort[]): void {
    const { type } = message;
    this.asked.push(type);
    if (!(type in this.answers)) return;
    const answer = this.answers[type];
    port?.postMessage(message.type === 'OPENED_PAGE' ? answer === message.script : answer);
  }

  become(state: ServiceWorkerState): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

const NEXT = { SKIP_WAITING: null, OPENED_PAGE: null };

class FakeRegistration extends EventTarget {
  installing: FakeWorker | null = null;
  waiting: FakeWorker | null = null;
  active: FakeWorker | null = new FakeWorker();

  find(worker: FakeWorker): void {
    this.installing = worker;
    this.dispatchEvent(new Event('updatefound'));
  }

  installed(): void {
    [this.waiting, this.installing] = [this.installing, null];
    this.waiting?.become('installed');
  }
}

class FakeContainer extends EventTarget {
  controller: FakeWorker | null = null;
  readonly registration = new FakeRegistration();
  register = async () => this.registration;

  takeOver(): void {
    this.controller = this.registration.active = this.registration.waiting ?? this.registration.active;
    this.registration.waiting = null;
    this.dispatchEvent(new Event('controllerchange'));
  }
}

/** A tab that a service worker opened. */
async function open(container = new FakeContainer()) {
  container.controller = container.registration.active;
  const events = { stored: vi.fn(), offered: vi.fn(), reload: vi.fn() };
  const updates = new Updates(container as unknown as ServiceWorkerContainer, SCRIPT, events);
  await updates.register('sw.js');
  const counts = () => ({
    offered: events.offered.mock.calls.length,
    reloads: events.reload.mock.calls.length,
  });
  return { container, registration: container.registration, updates, events, counts };
}

test('the tab that accepts a new version reloads once it has taken over', async () => {
  const { container, registration, updates, counts } = await open();
  registration.find(new FakeWorker(NEXT));
  registration.installed();
  expect(counts()).toEqual({ offered: 1, reloads: 0 });
  const accepting = updates.accept();
  container.takeOver();
  expect(counts()).toEqual({ offered: 1, reloads: 1 });
  await accepting;
});

test('while the old service worker still has work, the tab reloads all the same', async () => {
  const { registration, updates, counts } = await open();
  registration.find(new FakeWorker(NEXT));
  registration.installed();
  await updates.accept();
  vi.advanceTimersByTime(TAKEOVER_PATIENCE - 1);
  expect(counts().reloads).toBe(0);
  vi.advanceTimersByTime(1);
  expect(counts().reloads).toBe(1);
});

test('the page of an accepted version is not offered it, neither while it waits nor when it takes over', async () => {
  const container = new FakeContainer();
  container.registration.waiting = new FakeWorker({ ...NEXT, OPENED_PAGE: SCRIPT });
  const { counts, registration } = await open(container);
  container.takeOver();
  expect(counts()).toEqual({ offered: 0, reloads: 0 });
  registration.find(new FakeWorker(NEXT));
  registration.installed();
  expect(counts().offered).toBe(1);
});

test('a page of the running version is offered an accepted one, when it takes over too', async () => {
  const container = new FakeContainer();
  container.registration.waiting = new FakeWorker({
    ...NEXT,
    OPENED_PAGE: 'https://example.org/assets/index-3.js',
  });
  const { counts } = await open(container);
  expect(counts()).toEqual({ offered: 1, reloads: 0 });
  container.takeOver();
  expect(counts()).toEqual({ offered: 2, reloads: 0 });
});

test('a version that does not say which pages it opened is offered', async () => {
  const container = new FakeContainer();
  container.registration.waiting = new FakeWorker();
  const opening = open(container);
  await vi.runAllTimersAsync();
  const { counts } = await opening;
  expect(counts()).toEqual({ offered: 1, reloads: 0 });
});

test('a tab that did not accept is offered the version again, and reloads only then', async () => {
  const container = new FakeContainer();
  container.registration.waiting = new FakeWorker(NEXT);
  const { updates, counts } = await open(container);
  expect(counts().offered).toBe(1);
  container.takeOver();
  expect(counts()).toEqual({ offered: 2, reloads: 0 });
  await updates.accept();
  expect(counts().reloads).toBe(1);
});

test('a version that another tab found, and was installing when this one opened, is offered', async () => {
  const container = new FakeContainer();
  container.registration.installing = new FakeWorker(NEXT);
  const { registration, counts } = await open(container);
  registration.installed();
  expect(counts().offered).toBe(1);
});

test('the first version of all is stored, and no update', async () => {
  const container = new FakeContainer();
  container.registration.active = null;
  const first = new FakeWorker();
  container.registration.installing = first;
  const { events, counts } = await open(container);
  first.become('installed');
  container.registration.active = first;
  first.become('activated');
  container.takeOver();
  expect(events.stored).toHaveBeenCalledOnce();
  expect(counts()).toEqual({ offered: 0, reloads: 0 });
});

test('a version that does not answer is waited for', async () => {
  const { container, registration, updates, counts } = await open();
  registration.find(new FakeWorker());
  registration.installed();
  const accepting = updates.accept();
  await vi.advanceTimersByTimeAsync(HOUR);
  await accepting;
  vi.runAllTimers();
  expect(counts().reloads).toBe(0);
  container.takeOver();
  expect(counts().reloads).toBe(1);
});
