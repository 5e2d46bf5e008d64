// @vitest-environment happy-dom
import { act, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Permitted } from '../../../core/settings';
import { en } from '../../i18n/en';
import { renderWith } from '../../test/render';
import { picture, setUpReady } from '../../test/scene';
import { Captions } from '../captions/Captions';
import { refusalIn, refusalText } from './refusal';
import { Settings } from './Settings';

const refused = (field: string, permitted: Permitted) =>
  ({ code: 'bad-settings', message: `${field} is 3.`, setting: { field, permitted } }) as const;

const LENGTHS = { kind: 'integer', min: 7, max: 40 } as const;

test.each<[string, Permitted, string]>([
  ['topP', { kind: 'number', min: 0, max: 1 }, '“Top-p” must be a number from 0 to 1.'],
  ['temperature', { kind: 'positive' }, '“Temperature” must be a number above 0.'],
  ['minLength', LENGTHS, '“Shortest length” must be a whole number from 7 to 40.'],
  ['maxLength', LENGTHS, '“Longest length” must be a whole number from 7 to 40.'],
  ['prompt', { kind: 'text', below: 39 }, '“Begins with” must be shorter than 39 word pieces.'],
])('%s has the name of the page', (field, permitted, message) => {
  const refusal = refusalIn(refused(field, permitted));
  expect(refusal && refusalText(en, refusal)).toBe(message);
});

test('an error about something else is no refusal', () => {
  expect(refusalIn({ code: 'gpu-lost', message: 'Gone.' })).toBeNull();
  expect(refusalIn(refused('caption', LENGTHS))).toBeNull();
});

test('only the refused setting is reset, and the picture captioned again', async () => {
  const { store, client } = await setUpReady();
  store.getState().settings.change({ topP: 0.5, maxLength: 6 });
  store.getState().pictures.addFiles([picture()]);
  const user = renderWith(store, <Captions />);
  await act(() => client.last('caption').fail(refused('maxLength', LENGTHS)));
  expect(screen.getByRole('alert').textContent).toContain('“Longest length” must be');
  await user.click(screen.getByRole('button', { name: 'Reset length and try again' }));
  expect(store.getState().settings.overrides).toEqual({ topP: 0.5 });
  expect(client.calls('caption')).toHaveLength(2);
});

test('a prompt that is too long stays as it was typed, to be edited', async () => {
  const { store, client } = await setUpReady();
  const typed = 'a dog '.repeat(40);
  store.getState().settings.change({ prompt: typed });
  store.getState().pictures.addFiles([picture()]);
  const user = renderWith(
    store,
    <>
      <Captions />
      <Settings />
    </>,
  );
  const error = refused('prompt', { kind: 'text', below: 39 });
  await act(() => client.last('caption').fail(error));
  await user.click(screen.getByRole('button', { name: 'Edit “Begins with”' }));
  const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Begins with' });
  expect(document.activeElement).toBe(field);
  expect(field.value).toBe(typed);
  expect(client.calls('caption')).toHaveLength(1);
  await user.keyboard('{Backspace}');
  expect(store.getState().settings.overrides).toEqual({ prompt: typed.slice(0, -1) });
  await user.click(screen.getByRole('button', { name: 'Caption again' }));
  expect(client.last('caption').payload.settings.prompt).toBe(typed.slice(0, -1));
});
