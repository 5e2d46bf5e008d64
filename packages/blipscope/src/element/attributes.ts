import type { CaptionSettings } from '../index.ts';
import type { CaptionClient } from './candidates.ts';
import { TEXT_KEYS, textAttribute } from './texts.ts';

/** Properties that are attributes, by the attribute's name. */
const STRINGS = {
  htmlFor: 'for',
  model: 'model',
  matcher: 'matcher',
  backend: 'backend',
  worker: 'worker',
  wasm: 'wasm',
  name: 'name',
} as const;
const BOOLEANS = { required: 'required', disabled: 'disabled', auto: 'auto', setAlt: 'set-alt' } as const;

type Reflected = Record<keyof typeof STRINGS, string> & Record<keyof typeof BOOLEANS, boolean>;

/** What JSX may set. The types of a framework's elements are made from it. */
export interface BlipCaptionProps extends Partial<Reflected> {
  for?: string | undefined;
  value?: string | undefined;
  decorative?: boolean | undefined;
  client?: CaptionClient | null | undefined;
  settings?: Partial<CaptionSettings> | undefined;
}

/** All of them. */
export const REFLECTED: Readonly<Record<string, string>> = { ...STRINGS, ...BOOLEANS };

/** The attributes that are drawn or decide what is valid. */
export const OBSERVED: readonly string[] = [
  ...['value', 'decorative', 'required', 'aria-label', 'lang'],
  ...TEXT_KEYS.map(textAttribute),
];

/** Defines the properties on the class's prototype. */
export function reflectAttributes(prototype: HTMLElement): void {
  for (const [property, attribute] of Object.entries(STRINGS))
    define(prototype, property, {
      get() {
        return this.getAttribute(attribute) ?? '';
      },
      set(value) {
        this.setAttribute(attribute, String(value));
      },
    });
  for (const [property, attribute] of Object.entries(BOOLEANS))
    define(prototype, property, {
      get() {
        return this.hasAttribute(attribute);
      },
      set(value) {
        this.toggleAttribute(attribute, Boolean(value));
      },
    });
}

function define(
  prototype: HTMLElement,
  property: string,
  accessors: PropertyDescriptor & ThisType<HTMLElement>,
): void {
  Object.defineProperty(prototype, property, { ...accessors, enumerable: true, configurable: true });
}
