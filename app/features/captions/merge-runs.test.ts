import { describe, expect, test } from 'vitest';
import { captionOf, MODEL } from '../../test/scene';
import { mergeRuns, storedForm } from './merge-runs';
import type { PinnedCaption, Run, ShownCaption } from './run';

function caption(text: string, changes: Partial<ShownCaption> = {}): ShownCaption {
  const { tokens, maps } = captionOf(text);
  return { tokens, maps, edited: null, match: null, pinned: false, ...changes };
}

function typed(text: string, changes: Partial<PinnedCaption> = {}): PinnedCaption {
  return { ...caption(text), pinned: true, grid: [2, 2], origin: null, typed: true, masked: [], ...changes };
}

function run(id: string, texts: string[], changes: Partial<Run> = {}): Run {
  return {
    id,
    pictureId: 'picture',
    status: 'done',
    settings: { ...MODEL.defaults, method: 'nucleus', seed: 1 },
    captions: texts.map((text) => caption(text)),
    pinned: [],
    masked: [],
    unmaskedRun: null,
    restarted: false,
    newest: null,
    error: null,
    matchError: null,
    ms: null,
    model: { id: 'test/model', grid: [2, 2] },
    matcher: null,
    ...changes,
  };
}

const textsOf = (captions: readonly ShownCaption[]) =>
  captions.map(({ tokens, edited }) => edited ?? tokens.map(({ text }) => text).join(' '));

describe('of one run', () => {
  const base = run('1', ['dog', 'cat'], { pinned: [typed('cow')] });
  const stored = () => structuredClone(base);

  test('what was not changed elsewhere stays the same object', () => {
    const mine = { ...base, captions: [caption('dog', { pinned: true }), base.captions[1]!] };
    expect(mergeRuns(base, mine, stored())).toBe(mine);
    expect(mergeRuns(base, base, stored())).toBe(base);
  });

  test('both have their changes, caption by caption and field by field', () => {
    const mine = { ...base, captions: [caption('dog', { edited: 'my dog' }), base.captions[1]!] };
    const theirs = {
      ...stored(),
      captions: [caption('dog', { pinned: true }), caption('cat', { edited: 'x' })],
    };
    expect(mergeRuns(base, mine, theirs).captions).toMatchObject([
      { edited: 'my dog', pinned: true },
      { edited: 'x', pinned: false },
    ]);
  });

  test('of one field, this side has its way, also when it goes back', () => {
    const edited = run('1', ['dog'], { captions: [caption('dog', { edited: 'before', pinned: true })] });
    const mine = { ...edited, captions: [caption('dog', { edited: null, pinned: false })] };
    const theirs = { ...edited, captions: [caption('dog', { edited: 'theirs', pinned: true })] };
    expect(mergeRuns(edited, mine, theirs).captions).toMatchObject([{ edited: null, pinned: false }]);
  });

  test('what both typed is there, the same only once', () => {
    const mine = { ...base, pinned: [...base.pinned, typed('both'), typed('mine')] };
    const theirs = { ...stored(), pinned: [typed('cow', { pinned: false }), typed('theirs'), typed('both')] };
    const merged = mergeRuns(base, mine, theirs);
    expect(textsOf(merged.pinned)).toEqual(['cow', 'theirs', 'both', 'mine']);
    expect(merged.pinned[0]!.pinned).toBe(false);
  });

  test('a run that was stored before its captions came does not replace them', () => {
    const early = run('1', [], { status: 'cancelled', pinned: [typed('cow')] });
    const mine = { ...early, pinned: [typed('cow', { edited: 'my cow' })] };
    const merged = mergeRuns(early, mine, run('1', ['dog'], { pinned: [typed('cow')] }));
    expect(merged.status).toBe('done');
    expect(textsOf([...merged.captions, ...merged.pinned])).toEqual(['dog', 'my cow']);
  });
});

describe('of two runs', () => {
  const base = run('1', ['dog', 'cat']);

  test('the newer one has what was pinned or edited in the older one since', () => {
    const changed = {
      ...base,
      captions: [caption('dog', { pinned: true }), caption('cat', { edited: 'my cat' })],
      pinned: [typed('cow')],
    };
    const newer = run('2', ['fish']);
    for (const merged of [mergeRuns(base, newer, changed), mergeRuns(base, changed, newer)]) {
      expect(merged).toMatchObject({ id: '2', captions: [{ edited: null }] });
      expect(textsOf(merged.pinned)).toEqual(['cow', 'dog', 'my cat']);
      expect(merged.pinned.every(({ pinned }) => pinned)).toBe(true);
    }
  });

  test('what was pinned before and is not any more does not come back', () => {
    const pinned = { ...base, captions: [caption('dog', { pinned: true }), base.captions[1]!] };
    expect(mergeRuns(pinned, run('2', ['fish']), pinned).pinned).toEqual([]);
  });

  test('of two new ones, this side has its way, with what is pinned in the other', () => {
    const theirs = run('3', ['bird'], { pinned: [typed('cow')] });
    const merged = mergeRuns(base, run('2', ['fish']), theirs);
    expect([merged.id, textsOf(merged.pinned)]).toEqual(['2', ['cow']]);
  });
});

describe('of a run that is not settled', () => {
  const base = run('1', ['dog']);
  const queued = run('2', [], { status: 'queued' });

  test('nothing is stored', () => {
    expect(storedForm(base, queued)).toBe(base);
    expect(storedForm(undefined, queued)).toBeNull();
  });

  test('what is typed meanwhile is stored with the captions before', () => {
    const stored = storedForm(base, { ...queued, pinned: [typed('cow')] });
    expect(stored).toMatchObject({ id: '1', status: 'done' });
    expect(textsOf([...stored!.captions, ...stored!.pinned])).toEqual(['dog', 'cow']);
    expect(storedForm(stored!, { ...queued, pinned: [typed('cow')] })).toBe(stored);
  });

  test('what is typed before the first captions is stored without any', () => {
    const first = storedForm(undefined, { ...queued, pinned: [typed('cow')] });
    expect(first).toMatchObject({ id: '2', status: 'cancelled', captions: [], pinned: [{ typed: true }] });
    expect(storedForm(first!, { ...queued, pinned: [typed('cow')] })).toBe(first);
  });
});
