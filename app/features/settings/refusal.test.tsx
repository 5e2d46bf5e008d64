// @vitest-environment happy-dom
import { act, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { en } from '../../i18n/en';
import { renderWith } from '../../test/render';
import { picture, setUpReady } from '../../test/scene';
import { Captions } from '../captions/Captions';
import { refusalIn, refusalText } from './refusal';

const refused = (field: string, permitted: string) =>
  ({ code: 'bad-settings', message: `${field} is 3.`, setting: { field, permitted } }) as const;

test.each([
  ['topP', 'a number from 0 to 1', '“Top-p” must be a number from 0 to 1.'],
  [
    'maxLength',
    'a whole number from 5 to 40',
    '“Length”, at its longest, must be a whole number from 5 to 40.',
  ],
  ['prompt', 'shorter than 39 tokens', '“Begins with” must be shorter than 39 word pieces.'],
])('%s has the name of the page', (field, permitted, message) => {
  const refusal = refusalIn(refused(field, permitted));
  expect(refusal && refusalText(en, refusal)).toBe(message);
});

test('an error about something else is no refusal', () => {
  expect(refusalIn({ code: 'gpu-lost', message: 'Gone.' })).toBeNull();
  expect(refusalIn(refused('caption', 'a whole number from 0 to 2'))).toBeNull();
});

test('only the refused setting is reset, and the picture captioned again', async () => {
  const { store, client } = await setUpReady();
  store.getState().settings.change({ topP: 0.5, maxLength: 6 });
  store.getState().pictures.addFiles([picture()]);
  const user = renderWith(store, <Captions />);
  await act(() => client.last('caption').fail(refused('maxLength', 'a whole number from 7 to 40')));
  expect(screen.getByRole('alert').textContent).toContain('“Length”, at its longest, must be');
  await user.click(screen.getByRole('button', { name: 'Reset length and try again' }));
  expect(store.getState().settings.overrides).toEqual({ topP: 0.5 });
  expect(client.calls('caption')).toHaveLength(2);
});
