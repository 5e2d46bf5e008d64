// @vitest-environment happy-dom
import { act, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { patchState } from '../../store/patch-state';
import { renderWith } from '../../test/render';
import { captionOf, setUpCaptioned } from '../../test/scene';
import { Captions } from '../captions/Captions';
import { TestMap } from './TestMap';
import { testedOf, underWay } from './testing';

async function setUp(probability = 0.9) {
  const scene = await setUpCaptioned(captionOf('a dog', probability));
  const user = renderWith(
    scene.store,
    <>
      <TestMap />
      <Captions />
    </>,
  );
  act(() => scene.store.getState().selection.pin({ caption: 0, word: 1 }));
  const press = (name: string) => user.click(screen.getByRole('button', { name }));
  const panel = () => screen.getByRole('dialog').textContent;
  return { ...scene, user, press, panel };
}

test('one press tests the map, shows the drop first, then the curves, and marks the word', async () => {
  const { client, press, panel } = await setUp();
  await press('Test this map');
  const request = client.last('testMap');
  act(() => request.progress(underWay(5)));
  expect(panel()).toContain(
    'Probability of “dog”: 90% with nothing masked, 10% with what this map marks masked',
  );
  expect(panel()).not.toContain('The map passes');
  expect(screen.getByRole('progressbar', { name: 'Testing the map' }).getAttribute('aria-valuenow')).toBe(
    '10',
  );
  await act(() => request.done(testedOf()));
  expect(panel()).toContain('The map passes');
  expect(screen.queryByRole('progressbar')).toBeNull();
  expect(screen.getByRole('img', { name: /^Masking more and more: 90% at 0%/ })).toBeDefined();
  expect(panel()).toContain('area 0.80, elsewhere 0.40; more is better');
  expect(screen.getByRole('row', { name: '100% 10% 10% 10% 10%', hidden: true })).toBeDefined();
  expect(screen.getByText(/ · map passed its test$/)).toBeDefined();
});

test('a map that fails its test says so kindly', async () => {
  const { client, press, panel } = await setUp();
  await press('Test this map');
  await act(() => client.last('testMap').done(testedOf(0.85, 0.4)));
  expect(panel()).toContain('does not pass its test');
  expect(screen.getByText(/ · map did not pass its test$/)).toBeDefined();
});

test('where masking anything removes the word, the insertion curve decides, once it is complete', async () => {
  const { client, press, panel } = await setUp();
  await press('Test this map');
  const request = client.last('testMap');
  const { drop, curves } = testedOf(0.1, 0.8, 0.12);
  act(() => request.progress({ ...underWay(5), drop }));
  expect(panel()).not.toMatch(/passes|does not pass/);
  await act(() => request.done({ drop, curves }));
  expect(panel()).toContain('shown alone it brings the word back soonest');
  expect(screen.getByText(/ · map passed its test$/)).toBeDefined();
});

test('the sentence can be tested as well as its word', async () => {
  const { client, user, press } = await setUp();
  await press('Test this map');
  await user.click(screen.getByRole('radio', { name: 'The sentence' }));
  const dialog = screen.getByRole('dialog');
  const again = [...dialog.querySelectorAll('button')].find(
    ({ textContent }) => textContent === 'Test this map',
  );
  await user.click(again!);
  expect(client.calls('testMap').map(({ payload }) => payload.score.of)).toEqual(['word', 'sentence']);
});

test('it can be cancelled and resumed', async () => {
  const { client, press, panel } = await setUp();
  await press('Test this map');
  act(() => client.last('testMap').progress(underWay(5)));
  await press('Cancel');
  await act(() => client.last('testMap').abort());
  expect(panel()).toContain('Cancelled: this result is partial.');
  await press('Test again');
  expect(client.calls('testMap')).toHaveLength(2);
});

test('what cannot be tested says why, and asks nothing', async () => {
  const { store, client, press, panel } = await setUp();
  act(() => patchState(store, { model: { loaded: null } }));
  await press('Test this map');
  expect(panel()).toContain('The model is not loaded yet.');
  expect(client.calls('testMap')).toEqual([]);
});

test('an edited caption says whose words are tested', async () => {
  const { store, press, panel } = await setUp();
  act(() => store.getState().captions.edit('id1', 0, 'my hound'));
  await press('Test this map');
  expect(panel()).toContain('the model’s own words are tested');
});
