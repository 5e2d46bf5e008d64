import { expect, test } from 'vitest';
import { isViewLink } from './fragment';
import { VIEW } from './testing';
import { linkTo, parseView, VIEW_VERSION, ViewError, viewInLink } from './view-document';

const PAGE = 'https://example.test/app/';

test('a link gives the view again, whatever letters are in it', () => {
  const view = { ...VIEW, picture: { ...VIEW.picture, name: 'Füße & 犬 "1".jpg' } };
  const link = linkTo(PAGE, view);
  expect(link).toMatch(/^https:\/\/example\.test\/app\/#view=[\w-]+$/);
  const { hash } = new URL(link);
  expect(isViewLink(hash)).toBe(true);
  expect(viewInLink(hash)).toEqual(view);
});

test('a file gives the view again, and what a later version added to it is left out', () => {
  expect(parseView(JSON.stringify({ ...VIEW, mood: 'good' }), 'file')).toEqual(VIEW);
});

test('a view that was saved before parts could be hidden hides none', () => {
  const { hidden: _, ...view } = VIEW;
  expect(parseView(JSON.stringify(view), 'file')).toEqual(VIEW);
});

test('a view too long for a link is for a file', () => {
  const view = { ...VIEW, settings: { ...VIEW.settings, prompt: '犬'.repeat(1000) } };
  const long = { ...view, caption: { ...VIEW.caption!, text: '犬'.repeat(5000) } };
  expect(() => linkTo(PAGE, long)).toThrow('too long for a link. Save it as a file');
  expect(parseView(JSON.stringify(long), 'file')).toEqual(long);
});

const cut = new URL(linkTo(PAGE, VIEW)).hash.slice(0, -40);

test.each([
  ['cut off', cut],
  ['no base64', '#view=%%%'],
  ['empty', '#view='],
  ['not UTF-8', '#view=_w'],
  ['endless', `#view=${'A'.repeat(100_000)}`],
])('a link that is %s is damaged', (_, fragment) => {
  expect(() => viewInLink(fragment)).toThrow(
    new ViewError('This link is damaged or was cut off. Copy it again from where it came from, as a whole.'),
  );
});

test.each([
  ['another file', { name: 'x' }, 'This is no view that Blipscope saved.'],
  ['a list', [1], 'This is no view that Blipscope saved.'],
  ['a newer view', { ...VIEW, version: VIEW_VERSION + 1 }, 'made by a newer Blipscope. Reload the page'],
  ['a number out of range', { ...VIEW, settings: { ...VIEW.settings, numCaptions: 1e9 } }, 'damaged'],
  ['a number that is a text', { ...VIEW, look: { ...VIEW.look, opacity: '1' } }, 'damaged'],
  ['a view that is unknown', { ...VIEW, look: { ...VIEW.look, view: 'x-ray' } }, 'damaged'],
  ['a hash that is none', { ...VIEW, picture: { ...VIEW.picture, sha256: 'abc' } }, 'damaged'],
])('%s is refused in one sentence', (_, value, message) => {
  expect(() => parseView(JSON.stringify(value), 'file')).toThrow(message);
});
