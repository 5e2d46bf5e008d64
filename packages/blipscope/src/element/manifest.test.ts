// @vitest-environment happy-dom
/** The custom elements manifest is written by hand: it must say what the class has. */
import { expect, test, vi } from 'vitest';
import packageManifest from '../../package.json' with { type: 'json' };
import { OBSERVED, REFLECTED } from './attributes';
import { TEXT_KEYS, textAttribute, textOf } from './texts';

HTMLElement.prototype.attachInternals = () => ({ setFormValue: vi.fn() }) as unknown as ElementInternals;
const { BlipCaptionElement } = await import('../element');
const manifest = await import(`../../${packageManifest.customElements}`);
const [module] = manifest.default.modules;
const [declaration] = module.declarations;
const attributes: Readonly<Record<string, string>> = REFLECTED;
const namesOf = (list: { name: string }[]) => list.map(({ name }) => name).sort();

test('attributes', () => {
  const own = new Set([...OBSERVED, ...Object.values(attributes)]);
  expect(namesOf(declaration.attributes)).toEqual([...own].sort());
  for (const key of TEXT_KEYS) {
    const { description } = declaration.attributes.find(
      (each: { name: string }) => each.name === textAttribute(key),
    );
    expect(description).toBe(`Replaces “${textOf(document.createElement('p'), key)}”.`);
  }
});

test('members', () => {
  const callbacks = /^(constructor|.*Callback)$/;
  const inner = /^(press|stop|clear|settled|proposing|write|commit|update|isDisabled|view)$/;
  const element = new BlipCaptionElement();
  const parent = Object.getPrototypeOf(BlipCaptionElement.prototype);
  const names = [element, BlipCaptionElement.prototype, parent].flatMap(Object.getOwnPropertyNames);
  const fields = Object.getOwnPropertyNames(document.createElement('p'));
  const own = names.filter((name) => !callbacks.test(name) && !inner.test(name) && !fields.includes(name));
  expect(namesOf(declaration.members)).toEqual([...new Set(own)].sort());
  for (const { name, attribute } of declaration.members)
    expect([name, attribute]).toEqual([name, attributes[name]]);
});

test('parts and properties of the style', () => {
  const root = new BlipCaptionElement().shadowRoot!;
  const parts = [...root.querySelectorAll('[part]')].flatMap((each) => each.getAttribute('part')!.split(' '));
  expect(namesOf(declaration.cssParts)).toEqual([...new Set(parts)].sort());
  const css = [...root.adoptedStyleSheets[0]!.cssRules].map(({ cssText }) => cssText).join('\n');
  const properties = [...css.matchAll(/var\((--[\w-]+), ([^)]+)\)/g)];
  expect(namesOf(declaration.cssProperties)).toEqual([...new Set(properties.map(([, name]) => name))].sort());
  for (const { name, default: value } of declaration.cssProperties)
    for (const [, , used] of properties.filter(([, found]) => found === name)) expect(used).toBe(value);
});

test('class and name', () => {
  expect(declaration.name).toBe(BlipCaptionElement.name);
  expect(customElements.get(declaration.tagName)).toBe(BlipCaptionElement);
  expect(packageManifest.exports['./element'].default).toBe(`./${module.path}`);
});
