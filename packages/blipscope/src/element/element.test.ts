// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest';
import { captionOf, runOf } from '../../../../app/test/scene';
import { settled } from '../../../../app/worker-client/fake';
import { BlipscopeError } from '../errors';
import type { BlipCaptionEvent } from './blip-caption';
import { internals, preparePages, RUN, setUp } from './testing/pages';

preparePages();

test('the best text is proposed, and is the value once it is accepted', async () => {
  const { element, asks, image, part, press, shown } = setUp();
  const [proposed, changed] = [vi.fn(), vi.fn()];
  document.body.addEventListener('blip-caption', proposed, { once: true });
  element.addEventListener('change', changed);
  part('propose').focus();
  await press('propose');
  expect(shown()).toEqual(['cancel']);
  expect(element.shadowRoot!.activeElement).toBe(part('cancel'));
  await asks[0]!.done(RUN);
  const { detail } = proposed.mock.calls[0]![0] as BlipCaptionEvent;
  expect(detail).toMatchObject({ text: 'a cat', match: { probability: 0.9 }, image });
  expect(detail.candidates.map(({ text }) => text)).toEqual(['a cat', 'a dog']);
  expect(part('proposal').textContent).toBe('Proposal: “a cat” (fits 90%)');
  expect(shown()).toEqual(['accept', 'another', 'edit']);
  expect(element.shadowRoot!.activeElement).toBe(part('accept'));
  expect([element.value, image.alt, changed.mock.calls.length]).toEqual(['', 'before', 0]);
  await press('accept');
  expect([element.value, image.alt, changed.mock.calls.length]).toEqual(['a cat', 'before', 1]);
  expect(internals.setFormValue).toHaveBeenLastCalledWith('a cat', '0a cat');
  expect(shown()).toEqual(['propose']);
});

test('the alternative text of the picture is set where the page asks for it', async () => {
  const { element, asks, image, press } = setUp('set-alt');
  await press('propose');
  await asks[0]!.done(RUN);
  expect(image.alt).toBe('before');
  await press('accept');
  expect(image.alt).toBe('a cat');
  element.shadowRoot!.querySelector<HTMLInputElement>('[part=checkbox]')!.click();
  expect([image.alt, element.value, element.decorative]).toEqual(['', '', true]);
});

test('a field that is emptied leaves the picture’s text, for it says nothing of decoration', () => {
  const { field, image } = setUp('set-alt');
  const write = (text: string) => {
    field.value = text;
    for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
  };
  write('a dog');
  expect(image.alt).toBe('a dog');
  write('');
  expect(image.alt).toBe('a dog');
});

test('other proposals are the other texts, then texts of another run', async () => {
  const { element, asks, press } = setUp();
  element.settings = { method: 'greedy', seed: 5 };
  await press('propose');
  await asks[0]!.done(RUN);
  await press('another');
  expect([element.proposal, asks.length]).toEqual(['a dog', 1]);
  await press('another');
  expect(asks.map(({ settings }) => settings)).toEqual([
    { method: 'greedy', seed: 5 },
    { method: 'nucleus', seed: 6 },
  ]);
  await asks[1]!.done(runOf(captionOf('a cat'), captionOf('a whale')));
  expect(element.proposal).toBe('a whale');
});

test('another run has the settings that the page has set since', async () => {
  const { element, asks, press } = setUp();
  element.settings = { seed: 5 };
  await press('propose');
  await asks[0]!.done(runOf(captionOf('a cat')));
  element.settings = { seed: 7 };
  await press('another');
  expect(asks[1]!.settings).toEqual({ method: 'nucleus', seed: 8 });
});

test('a property without a value is no attribute', () => {
  const { element } = setUp('matcher="/models/matcher"');
  Object.assign(element, { matcher: undefined, name: null, client: undefined, settings: undefined });
  expect([element.matcher, element.hasAttribute('matcher'), element.name]).toEqual(['', false, '']);
  expect([element.client, element.settings]).toEqual([null, {}]);
});

test('a proposal is edited in the field', async () => {
  const { element, asks, press, field } = setUp();
  await press('propose');
  await asks[0]!.done(RUN);
  await press('edit');
  expect([field.value, element.value, element.proposal]).toEqual(['a cat', 'a cat', null]);
  field.value = 'our cat';
  field.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
  expect(element.value).toBe('our cat');
});

test('a page that shows proposals itself cancels the event', async () => {
  const { element, asks, press, shown } = setUp();
  element.addEventListener('blip-caption', (event) => event.preventDefault());
  await press('propose');
  await asks[0]!.done(RUN);
  expect([element.proposal, ...shown()]).toEqual([null, 'propose']);
  element.accept('a cat');
  expect(element.value).toBe('a cat');
});

test('cancel, the Escape key, being decorative and leaving the page stop the run', async () => {
  const stops: ((all: ReturnType<typeof setUp>) => unknown)[] = [
    ({ press }) => press('cancel'),
    ({ field }) =>
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true })),
    ({ element }) => {
      element.decorative = true;
    },
    ({ element }) => element.remove(),
  ];
  for (const stop of stops) {
    const all = setUp();
    await all.press('propose');
    expect(all.asks[0]!.signal.aborted).toBe(false);
    await stop(all);
    await settled();
    expect(all.asks[0]!.signal.aborted).toBe(true);
    await all.asks[0]!.done(RUN);
    expect(all.element.proposal).toBe(null);
  }
});

test('moving the element in the page stops nothing', async () => {
  const { element, asks, press } = setUp();
  await press('propose');
  document.body.prepend(element);
  await settled();
  await asks[0]!.done(RUN);
  expect(element.proposal).toBe('a cat');
});

test('a message says whose it is to those who are elsewhere in the page', async () => {
  const { asks, press, part } = setUp('aria-label="The cat’s text"');
  part('propose').focus();
  await press('propose');
  const status = () => part('status').textContent;
  expect(status()).toBe('Describing the picture…');
  part('cancel').blur();
  await asks[0]!.done(RUN);
  expect(status()).toBe('The cat’s text:Proposal: “a cat” (fits 90%)');
});

test('what stays as it is, is not written: screen readers hear of all that is', async () => {
  const { element, asks, press } = setUp('aria-label="The cat’s text"');
  await press('propose');
  const seen = vi.fn();
  new MutationObserver(seen).observe(element.shadowRoot!, {
    childList: true,
    characterData: true,
    subtree: true,
  });
  for (const lang of ['en', 'en-GB']) element.lang = lang;
  await settled();
  expect(seen).not.toHaveBeenCalled();
  await asks[0]!.done(RUN);
  expect(seen).toHaveBeenCalled();
});

test('the field is described by how good its length is, which few letters change', () => {
  const { element, field, part } = setUp();
  const description = () =>
    element.shadowRoot!.getElementById(field.getAttribute('aria-describedby')!)!.textContent;
  const lengths = ['', 'a', 'a cat', 'x'.repeat(126)].map((text) => {
    element.value = text;
    return [part('length').textContent, description()];
  });
  expect(lengths).toEqual([
    ['Characters: 0 ', ''],
    ['Characters: 1 (a good length)', '(a good length)'],
    ['Characters: 5 (a good length)', '(a good length)'],
    ['Characters: 126 (long for an alternative text)', '(long for an alternative text)'],
  ]);
});

test('a failure says what to do, and has one way on', async () => {
  const { asks, press, part, shown } = setUp('lang="de"');
  await press('propose');
  await asks[0]!.fail(new BlipscopeError({ code: 'offline', message: 'Offline.' }));
  expect(part('message').textContent).toBe(
    'Das Modell konnte nicht geladen werden. Bitte die Verbindung prüfen.',
  );
  expect(shown()).toEqual(['retry']);
  await press('retry');
  await asks[1]!.fail(new BlipscopeError({ code: 'corrupt-image', message: 'No picture.' }));
  expect(part('message').textContent).toContain('No picture.');
  expect(shown()).toEqual(['write']);
});

test('without a model there is nothing to ask', async () => {
  const { element, press, part } = setUp();
  element.client = null;
  await press('propose');
  expect(part('message').textContent).toBe('No model is set for proposals.');
});

test('only `auto` asks by itself, and only where there is no text', async () => {
  const asked = async (attributes: string) => {
    const { asks } = setUp(attributes);
    await settled();
    return asks.length;
  };
  expect([await asked(''), await asked('auto'), await asked('auto value="a cat"')]).toEqual([0, 1, 0]);
});

test('a field in the element is replaced, with its text, name and label', () => {
  const content =
    '<label>Alt text <textarea name="alt" required rows="2" placeholder="What is it?">a cat</textarea></label>';
  const { element, field, part } = setUp('', content);
  // happy-dom does not fire it.
  element.shadowRoot!.querySelector('slot')!.dispatchEvent(new Event('slotchange'));
  expect([element.value, element.name, element.required]).toEqual(['a cat', 'alt', true]);
  expect([field.value, field.placeholder, field.required]).toEqual(['a cat', 'What is it?', true]);
  expect(field.getAttribute('rows')).toBe('2');
  expect([part('label').textContent, field.getAttribute('aria-label')]).toEqual(['Alt text', 'Alt text']);
  expect(element.querySelector('textarea')!.disabled).toBe(true);
  element.value = 'our cat';
  element.formResetCallback();
  expect(element.value).toBe('a cat');
});

test('required: a text, or decorative', () => {
  const { element } = setUp('required');
  const isMissing = () => internals.setValidity.mock.lastCall![0].valueMissing ?? false;
  expect(isMissing()).toBe(true);
  element.value = ' ';
  expect(isMissing()).toBe(true);
  element.decorative = true;
  expect(isMissing()).toBe(false);
  element.decorative = false;
  element.value = 'a cat';
  expect(isMissing()).toBe(false);
});

test('the browser restores the text of a decorative picture', () => {
  const { element } = setUp();
  element.value = 'a cat';
  element.decorative = true;
  const [value, state] = internals.setFormValue.mock.lastCall!;
  expect(value).toBe('');
  const other = setUp().element;
  other.formStateRestoreCallback(state, 'restore');
  expect([other.value, other.decorative]).toEqual(['', true]);
  other.decorative = false;
  expect(other.value).toBe('a cat');
});

test('a disabled field cannot be asked', async () => {
  const { element, asks, press, field } = setUp();
  element.formDisabledCallback(true);
  await element.propose();
  await press('propose');
  element.accept('a cat');
  expect([asks.length, element.value, field.disabled]).toEqual([0, '', true]);
});

test.each([
  [125, '(a good length)'],
  [126, '(long for an alternative text)'],
  [251, '(too long'],
])('%i characters are %s', (count, text) => {
  const { element, part } = setUp();
  element.value = 'x'.repeat(count);
  expect(part('length').textContent).toContain(`Characters: ${count} ${text}`);
});

test('texts are in the language around the element, or as attributes say', () => {
  const { element, part } = setUp('text-propose="Describe"');
  expect([part('propose').textContent, part('cancel').textContent]).toEqual(['Describe', 'Cancel']);
  element.lang = 'de-AT';
  expect([part('propose').textContent, part('cancel').textContent]).toEqual(['Describe', 'Abbrechen']);
});
