// @vitest-environment happy-dom
import { fireEvent, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { renderWith } from '../../test/render';
import { captionOf, setUpCaptioned, setUpReady } from '../../test/scene';
import { Help } from './Help';

/** Whether the browser still does what it does with that key. */
const scrolls = (key: string) => fireEvent.keyDown(document.body, { key });

test('the page scrolls by keys until there are words to walk', async () => {
  const { store } = await setUpReady();
  renderWith(store, <Help />);
  expect(['ArrowDown', ' ', 'PageDown'].map(scrolls)).toEqual([true, true, true]);
});

test('where there are words, arrows and Space are theirs', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog'));
  renderWith(store, <Help />);
  expect(['ArrowDown', ' ', 'PageDown'].map(scrolls)).toEqual([false, false, true]);
});

test('the help leads to the page that measures', async () => {
  const { store } = await setUpReady();
  const user = renderWith(store, <Help />);
  await user.click(screen.getByRole('button', { name: 'Help' }));
  const link = await screen.findByRole(
    'link',
    { name: 'How fast is it on this device?' },
    { timeout: 10_000 },
  );
  expect(link.getAttribute('href')).toBe('bench.html');
});
