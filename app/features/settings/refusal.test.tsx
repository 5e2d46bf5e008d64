// @vitest-environment happy-dom
import { act, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Permitted } from '../../../core/settings';
import { en } from '../../i18n/en';
import { renderWith } from '../../test/render';
import { picture, setUpReady } from '../../test/scene';
import { Captions } from '../captions/Captions';
import { refusalIn, refusalText } from './refusal';

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
