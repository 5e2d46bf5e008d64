// @vitest-environment happy-dom
/** Properties that a page sets before the element is defined, as with a module that loads late. */
import { expect, test, vi } from 'vitest';
import packageManifest from '../../package.json' with { type: 'json' };
import type { CaptionClient } from './candidates';

HTMLElement.prototype.attachInternals = () =>
  ({ labels: [], setFormValue: vi.fn(), setValidity: vi.fn() }) as unknown as ElementInternals;

const client: CaptionClient = { caption: vi.fn() };
const EARLY = {
  htmlFor: 'img',
  model: '/models/base',
  matcher: '/models/matcher',
  backend: 'wasm',
  worker: '/worker.js',
  wasm: '/wasm/',
  name: 'alt',
  required: true,
  disabled: true,
  auto: true,
  setAlt: true,
  value: 'a cat',
  decorative: true,
  client,
  settings: { method: 'greedy' },
};

test('every property that was set before the definition has its effect', async () => {
  const element = Object.assign(document.createElement('blip-caption'), EARLY);
  document.body.append(element);
  const { BlipCaptionElement } = await import('../element');
  customElements.upgrade(element);
  expect(element).toBeInstanceOf(BlipCaptionElement);
  // The text of a decorative picture is kept, and not its value.
  expect(element).toMatchObject({ ...EARLY, value: '' });
  for (const name of Object.keys(EARLY)) expect([name, Object.hasOwn(element, name)]).toEqual([name, false]);
  const field = element.shadowRoot!.querySelector('textarea')!;
  expect([field.value, field.required, field.disabled]).toEqual(['a cat', true, true]);
  expect(element.getAttribute('for')).toBe('img');
  element.decorative = false;
  expect(element.value).toBe('a cat');
});

test('these are all properties that can be written', async () => {
  const { default: manifest } = await import(`../../${packageManifest.customElements}`);
  const members: { kind: string; name: string; readonly?: boolean }[] =
    manifest.modules[0].declarations[0].members;
  const writable = members.filter(({ kind, readonly }) => kind === 'field' && !readonly);
  expect(writable.map(({ name }) => name).sort()).toEqual(Object.keys(EARLY).sort());
});
