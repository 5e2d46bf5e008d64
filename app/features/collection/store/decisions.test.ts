import { expect, test } from 'vitest';
import { captioned, openedStore, synthetic } from '../testing';

const A = captioned('a.jpg', synthetic('a cat', 0.9));
const B = captioned('b.jpg', synthetic('a dog', 0.2));
const DROP = { kind: 'dropped' } as const;
const DECORATIVE = { kind: 'decorative' } as const;

async function setUp() {
  const scene = await openedStore([A, B]);
  const decisionOf = (path: string) => scene.store.getState().records.get(path)?.decision;
  return { ...scene, decisionOf };
}

test('a decision is shown at once and sent to be stored', async () => {
  const { store, collections, decisionOf } = await setUp();
  void store.getState().decide([{ path: 'a.jpg', decision: DROP }]);
  expect(decisionOf('a.jpg')).toEqual(DROP);
  expect(collections.last('decide').payload).toEqual({
    collection: 'trip',
    decisions: [{ path: 'a.jpg', decision: DROP }],
  });
});

test('many decisions are one step, and undone as one', async () => {
  const { store, collections, decisionOf } = await setUp();
  void store.getState().decide([{ path: 'a.jpg', decision: DECORATIVE }]);
  void store.getState().decide(['a.jpg', 'b.jpg'].map((path) => ({ path, decision: DROP })));
  expect(store.getState().undo()).toEqual(['a.jpg', 'b.jpg']);
  expect([decisionOf('a.jpg'), decisionOf('b.jpg')]).toEqual([DECORATIVE, null]);
  expect(collections.last('decide').payload.decisions).toEqual([
    { path: 'a.jpg', decision: DECORATIVE },
    { path: 'b.jpg', decision: null },
  ]);
  expect(store.getState().undo()).toEqual(['a.jpg']);
  expect(store.getState().undo()).toEqual([]);
});

test('a decision that is not stored is taken back, and the reason stays until one is stored', async () => {
  const { store, collections, decisionOf } = await setUp();
  const full = { code: 'storage-full', message: 'The disk is full.' } as const;
  void store.getState().decide([{ path: 'a.jpg', decision: DROP }]);
  await collections.last('decide').fail(full);
  expect(decisionOf('a.jpg')).toBeNull();
  expect(store.getState().decideError).toEqual(full);
  void store.getState().decide([{ path: 'b.jpg', decision: DROP }]);
  await collections.last('decide').done(null);
  expect(store.getState().decideError).toBeNull();
});

test('a failure leaves a newer decision of the same picture alone', async () => {
  const { store, collections, decisionOf } = await setUp();
  void store.getState().decide([{ path: 'a.jpg', decision: DROP }]);
  void store.getState().decide([{ path: 'a.jpg', decision: DECORATIVE }]);
  await collections.calls('decide')[0]?.fail({ code: 'unknown', message: 'No.' });
  expect(decisionOf('a.jpg')).toEqual(DECORATIVE);
});
