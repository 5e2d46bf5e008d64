/** Two people at two tabs on one database do things at random. What was stored once is never lost, and both agree. */
import { beforeEach, expect, test } from 'vitest';
import { isSettled, type PinnedCaption, type Run } from '../features/captions/run';
import { PALETTE_NAMES } from '../features/heatmap/palettes';
import { captionOf, MODEL, mapAt, picture, runOf, token } from '../test/scene';
import { settled } from '../worker-client/fake';
import { clearDatabases, createChannels, openTab, readDatabase, type Tab } from './testing/tabs';
import { lookUp, valuesOf } from './values';

const GAMES = 40;
const STEPS = 60;

beforeEach(clearDatabases);

/** Mulberry32. */
function createRandom(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What must be true once everything is stored: of two tabs, either may have had its way since the last time. */
class Expected {
  /** May it be there, may it not be there, by the picture's id. */
  readonly pictures = new Map<string, Set<boolean>>();
  /** By picture and typed sentence, the texts that it may have; it must be there once it was stored. */
  readonly typed = new Map<string, Map<string, { texts: Set<string>; isStored: boolean }>>();
  readonly values = new Map<string, Set<unknown>>();

  allow<K, V>(allowed: Map<K, Set<V>>, key: K, value: V): void {
    allowed.set(key, (allowed.get(key) ?? new Set()).add(value));
  }
}

class Game {
  readonly expected = new Expected();
  readonly log: string[] = [];
  readonly #random: () => number;
  readonly #channelOf = createChannels();
  readonly #answered = new WeakSet<object>();
  #tabs: (Tab | null)[] = [null, null];
  #count = 0;

  constructor(seed: number) {
    this.#random = createRandom(seed);
  }

  async play(): Promise<void> {
    await this.#open(0);
    await this.#open(1);
    for (let step = 0; step < STEPS; step += 1) await this.#step();
    await this.#check();
  }

  #pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.#random() * from.length)];
  }

  async #open(at: number): Promise<Tab> {
    const tab = await openTab({ channel: this.#channelOf() });
    void tab.store.getState().model.load();
    await tab.client.last('load').done(MODEL);
    this.#tabs[at] = tab;
    return tab;
  }

  #close(at: number): void {
    this.#tabs[at]?.persistence.leave();
    this.#tabs[at]?.persistence.close();
    this.#tabs[at] = null;
  }

  async #step(): Promise<void> {
    const at = this.#random() < 0.5 ? 0 : 1;
    const tab = this.#tabs[at] ?? (await this.#open(at));
    const [name, act] = this.#pick(this.#actions(tab, at))!;
    this.log.push(`${at} ${name}`);
    await act();
    if (this.#random() < 0.5) await settled();
  }

  #actions(tab: Tab, at: number): [string, () => unknown][] {
    const { pictures, captions } = tab.store.getState();
    const id = this.#pick(pictures.items)?.id;
    const run = id ? captions.runs[id] : undefined;
    return [
      ['add', () => this.#add(tab)],
      ['answer', () => this.#answer(tab)],
      ['answer', () => this.#answer(tab)],
      ['again', () => id && captions.enqueue(id)],
      ['type', () => run && this.#type(tab, run)],
      ['edit', () => run && this.#edit(tab, run)],
      ['pin', () => run && isSettled(run) && captions.setPinned(run.pictureId, 0, true)],
      ['mask', () => id && this.#mask(tab, id)],
      ['delete', () => id && this.#remove(tab, id)],
      ['undo', () => this.#undo(tab)],
      ['palette', () => this.#set(tab, 'heatmap.palette', this.#pick(PALETTE_NAMES))],
      ['override', () => this.#set(tab, 'settings.overrides/topP', this.#random())],
      ['override', () => this.#set(tab, 'settings.overrides/temperature', 0.1 + this.#random())],
      ['check', () => this.#random() < 0.4 && this.#check()],
      ['close', () => this.#random() < 0.4 && this.#close(at)],
    ];
  }

  #add({ store }: Tab): void {
    store.getState().pictures.addFiles([picture(`${++this.#count}.jpg`)]);
    this.expected.allow(this.expected.pictures, store.getState().pictures.currentId!, true);
  }

  async #answer({ client }: Tab): Promise<void> {
    const call = client.calls('caption').at(-1);
    if (!call || this.#answered.has(call)) return;
    this.#answered.add(call);
    if (call.cancelled) await call.abort();
    else await call.done(runOf(captionOf(`words ${++this.#count}`)));
  }

  async #type({ store, persistence }: Tab, { pictureId }: Run): Promise<void> {
    const text = `typed ${++this.#count}`;
    const tokens = [{ ...token('x'), text }];
    const typed = { tokens, maps: [mapAt(0)], edited: null, match: null, pinned: true, typed: true } as const;
    store.getState().captions.addPinned(pictureId, { ...typed, grid: [2, 2], origin: null, masked: [] });
    const sentence = { texts: new Set([text]), isStored: false };
    const sentences = this.expected.typed.get(pictureId) ?? new Map();
    this.expected.typed.set(pictureId, sentences.set(text, sentence));
    if (this.#random() < 0.5) return;
    await persistence.settled();
    sentence.isStored = store.getState().pictures.items.some(({ id }) => id === pictureId);
  }

  #edit({ store }: Tab, { pictureId, pinned }: Run): void {
    const index = Math.floor(this.#random() * pinned.length);
    if (pinned.length === 0 || !pinned[index]!.typed) return;
    const text = `edit ${++this.#count}`;
    store.getState().captions.edit(pictureId, -1 - index, text);
    const sentences = this.expected.typed.get(pictureId)!;
    sentences.get(pinned[index]!.tokens[0]!.text)?.texts.add(text);
  }

  #mask({ store }: Tab, id: string): void {
    store.getState().pictures.show(id);
    store.getState().mask.add({ left: this.#random() / 2, top: 0, width: 0.5, height: 1 });
  }

  #remove({ store }: Tab, id: string): void {
    store.getState().pictures.remove(id);
    this.expected.allow(this.expected.pictures, id, false);
  }

  #undo({ store }: Tab): void {
    const { lastRemoved } = store.getState().pictures;
    if (!lastRemoved) return;
    store.getState().pictures.undoRemove();
    this.expected.allow(this.expected.pictures, lastRemoved.picture.id, true);
  }

  #set({ store }: Tab, name: string, value: unknown): void {
    if (name === 'heatmap.palette') store.getState().heatmap.change({ palette: value as 'jet' });
    else store.getState().settings.change({ [lookUp(name)!.entry!]: value });
    this.expected.allow(this.expected.values, name, value);
  }

  async #check(): Promise<void> {
    for (const at of [0, 1]) if (!this.#tabs[at]) await this.#open(at);
    const [first, second] = this.#tabs as [Tab, Tab];
    for (let round = 0; round < 8; round += 1) {
      await settled();
      await Promise.all([first.persistence.settled(), second.persistence.settled()]);
    }
    await this.#checkPictures(first, second);
    this.#checkTyped(first);
    this.#checkValues(first, second);
  }

  async #checkPictures(first: Tab, second: Tab): Promise<void> {
    const stored = await readDatabase();
    const ids = (tab: Tab) => tab.store.getState().pictures.items.map(({ id }) => id);
    expect(ids(second)).toEqual(ids(first));
    expect(stored.pictures).toHaveLength(ids(first).length);
    expect(ids(first)).toEqual(expect.arrayContaining(stored.runs));
    const masked = Object.keys(stored.values).flatMap((name) => lookUp(name)?.pictureId ?? []);
    expect(ids(first)).toEqual(expect.arrayContaining(masked));
    for (const [id, allowed] of this.expected.pictures) {
      const isThere = ids(first).includes(id);
      expect([...allowed]).toContain(isThere);
      this.expected.pictures.set(id, new Set([isThere]));
      this.#checkRuns(first, second, id);
    }
  }

  #checkRuns(first: Tab, second: Tab, id: string): void {
    const runOfTab = (tab: Tab) => tab.store.getState().captions.runs[id];
    const [one, other] = [runOfTab(first), runOfTab(second)];
    if (one && other && isSettled(one) && isSettled(other)) expect(other).toEqual(one);
  }

  #checkTyped({ store }: Tab): void {
    for (const [id, sentences] of this.expected.typed) {
      if (!store.getState().pictures.items.some((one) => one.id === id)) continue;
      const pinned: readonly PinnedCaption[] = store.getState().captions.runs[id]?.pinned ?? [];
      for (const [text, sentence] of sentences) {
        const found = pinned.filter(({ tokens }) => tokens[0]!.text === text);
        const now = found.map(({ edited }) => edited ?? text).filter((one) => sentence.texts.has(one));
        if (sentence.isStored) expect(now, `${id}: ${text}`).not.toEqual([]);
        sentences.set(text, { texts: new Set(now), isStored: now.length > 0 });
      }
    }
  }

  #checkValues(first: Tab, second: Tab): void {
    const shared = ({ store }: Tab) => {
      const there = new Set(store.getState().pictures.items.map(({ id }) => id));
      const isShared = (name: string) => {
        const { shared: all = false, pictureId = null } = lookUp(name) ?? {};
        // A deleted picture has its mask until its deletion cannot be undone any more.
        return all && (pictureId === null || there.has(pictureId));
      };
      return new Map([...valuesOf(store.getState())].filter(([name]) => isShared(name)));
    };
    expect(shared(second)).toEqual(shared(first));
    for (const [name, allowed] of this.expected.values) {
      const value = shared(first).get(name);
      expect([...allowed]).toContain(value);
      this.expected.values.set(name, new Set([value]));
    }
  }
}

test(`${GAMES} games of ${STEPS} steps`, async () => {
  for (let seed = 1; seed <= GAMES; seed += 1) {
    clearDatabases();
    const game = new Game(seed);
    try {
      await game.play();
    } catch (error) {
      throw new Error(`Seed ${seed}, after ${game.log.join(', ')}`, { cause: error });
    }
  }
});
