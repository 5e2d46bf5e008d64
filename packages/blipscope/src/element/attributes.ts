import type { CaptionSettings } from '../index.ts';
import type { CaptionClient } from './candidates.ts';
import { TEXT_KEYS, textAttribute } from './texts.ts';

/** Properties that are attributes, by the attribute's name. */
export const REFLECTED = {
  htmlFor: 'for',
  model: 'model',
  matcher: 'matcher',
  backend: 'backend',
  worker: 'worker',
  wasm: 'wasm',
  name: 'name',
  required: 'required',
  disabled: 'disabled',
  auto: 'auto',
  setAlt: 'set-alt',
} as const;
const BOOLEANS = ['required', 'disabled', 'auto', 'setAlt'] as const satisfies (keyof typeof REFLECTED)[];

type Flag = (typeof BOOLEANS)[number];
type Reflected = Record<Exclude<keyof typeof REFLECTED, Flag>, string> & Record<Flag, boolean>;

/** What JSX may set. The types of a framework's elements are made from it. */
export interface BlipCaptionProps extends Partial<Reflected> {
  for?: string | undefined;
  value?: string | undefined;
  decorative?: boolean | undefined;
  client?: CaptionClient | null | undefined;
  settings?: Partial<CaptionSettings> | undefined;
}

/** The attributes that are drawn or decide what is valid. */
export const OBSERVED: readonly string[] = [
  ...['value', 'decorative', 'required', 'aria-label', 'lang'],
  ...TEXT_KEYS.map(textAttribute),
];

/** Defines the properties on the class's prototype. */
export function reflectAttributes(prototype: HTMLElement): void {
  for (const [property, attribute] of Object.entries(REFLECTED)) {
    const isFlag = BOOLEANS.some((name) => name === property);
    const accessors = isFlag ? flagOf(attribute) : textOf(attribute);
    Object.defineProperty(prototype, property, { ...accessors, enumerable: true, configurable: true });
  }
}

type Accessors = PropertyDescriptor & ThisType<HTMLElement>;

const textOf = (attribute: string): Accessors => ({
  get() {
    return this.getAttribute(attribute) ?? '';
  },
  set(value) {
    // Frameworks set what is not there.
    if (value === null || value === undefined) this.removeAttribute(attribute);
    else this.setAttribute(attribute, String(value));
  },
});

const flagOf = (attribute: string): Accessors => ({
  get() {
    return this.hasAttribute(attribute);
  },
  set(value) {
    this.toggleAttribute(attribute, Boolean(value));
  },
});

/**
 * Sets the properties again that a page has set before the element was defined: until then they are the element's own, and
 * would hide those of its class.
 */
export function upgradeProperties(element: HTMLElement): void {
  for (const [name, value] of Object.entries(element)) {
    if (!isWritable(element, name)) continue;
    Reflect.deleteProperty(element, name);
    Reflect.set(element, name, value);
  }
}

function isWritable(element: HTMLElement, name: string): boolean {
  let prototype = Object.getPrototypeOf(element);
  while (prototype && !Object.hasOwn(prototype, name)) prototype = Object.getPrototypeOf(prototype);
  return typeof Object.getOwnPropertyDescriptor(prototype ?? {}, name)?.set === 'function';
}
