import { OBSERVED } from './attributes.ts';
import { labelOf } from './label.ts';
import { textOf } from './texts.ts';
import { type Button, type Proposing, View } from './view.ts';

/** On a server, where the module may be imported, there are no elements. */
const Base = globalThis.HTMLElement ?? (class {} as unknown as typeof HTMLElement);

/** A form field for an alternative text, which may be empty on purpose. What proposes texts extends it. */
export abstract class FormField extends Base {
  static readonly formAssociated = true;
  static readonly observedAttributes = OBSERVED;

  declare name: string;
  /** An empty text is invalid, unless the picture is decorative. */
  declare required: boolean;
  declare disabled: boolean;

  /** @internal */
  protected readonly view: View;
  readonly #internals = this.attachInternals();
  #text = '';
  #decorative = false;
  /** A person or the page has set the value: defaults no longer change it. */
  #isDirty = false;
  #committed = '';
  /** @internal By itself or by a `fieldset`. */
  protected isDisabled = false;
  #replaced: HTMLTextAreaElement | null = null;

  constructor() {
    super();
    this.view = new View(this, {
      press: (button) => this.press(button),
      type: (text) => this.write(text),
      mark: (decorative) => this.#mark(decorative),
      commit: () => this.commit(),
    });
    this.view.slot.addEventListener('slotchange', () => this.#replace());
    this.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.stop()) event.stopPropagation();
    });
  }

  /** @internal What a button does. */
  protected abstract press(button: Button): void;
  /** @internal Ends the work that goes on; false if there is none. */
  protected abstract stop(): boolean;
  /** @internal Forgets what was proposed. */
  protected abstract clear(): void;
  /** @internal The text is as the person wants it. */
  protected abstract settled(): void;
  /** @internal */
  protected abstract proposing(): Proposing;

  get form(): HTMLFormElement | null {
    return this.#internals.form;
  }

  get type(): string {
    return this.localName;
  }

  get validity(): ValidityState {
    return this.#internals.validity;
  }

  get validationMessage(): string {
    return this.#internals.validationMessage;
  }

  get willValidate(): boolean {
    return this.#internals.willValidate;
  }

  /** As of every form field. */
  checkValidity(): boolean {
    return this.#internals.checkValidity();
  }

  /** As of every form field. */
  reportValidity(): boolean {
    return this.#internals.reportValidity();
  }

  /** The alternative text; empty for a decorative picture. */
  get value(): string {
    return this.#decorative ? '' : this.#text;
  }

  set value(text: string | null | undefined) {
    this.#isDirty = true;
    this.#text = text ?? '';
    if (this.#text !== '') this.#decorative = false;
    this.#committed = this.#state();
    this.update();
  }

  /** The picture adds nothing to the text around it. What was written comes back when this is taken back. */
  get decorative(): boolean {
    return this.#decorative;
  }

  set decorative(decorative: boolean) {
    this.#mark(Boolean(decorative));
    this.#committed = this.#state();
  }

  /** For the browser: the element comes into the page. */
  connectedCallback(): void {
    this.#replace();
    if (!this.#isDirty) this.#restoreDefault();
    this.update();
  }

  /** For the browser: an observed attribute changed. */
  attributeChangedCallback(name: string): void {
    if ((name === 'value' || name === 'decorative') && !this.#isDirty) this.#restoreDefault();
    this.update();
  }

  /** For the browser: the form is reset. */
  formResetCallback(): void {
    this.stop();
    this.clear();
    this.#isDirty = false;
    this.#restoreDefault();
    this.update();
  }

  /** For the browser: a fieldset is disabled or enabled. */
  formDisabledCallback(disabled: boolean): void {
    this.isDisabled = disabled;
    if (disabled) this.stop();
    this.update();
  }

  /** For the browser: the page is restored. */
  formStateRestoreCallback(state: File | string | FormData | null, mode: 'restore' | 'autocomplete'): void {
    if (typeof state !== 'string') return;
    this.value = mode === 'restore' ? state.slice(1) : state;
    this.decorative = mode === 'restore' && state.startsWith('1');
  }

  /** @internal A text that is not a default. */
  protected write(text: string): void {
    this.#isDirty = true;
    this.#text = text;
    this.#decorative = false;
    this.update();
  }

  #mark(decorative: boolean): void {
    this.#isDirty = true;
    this.#decorative = decorative;
    if (decorative) {
      this.stop();
      this.clear();
    }
    this.update();
  }

  /** @internal The person has finished with it. Fires `change` where it is another value than before. */
  protected commit(): void {
    if (this.#state() === this.#committed) return;
    this.#committed = this.#state();
    this.settled();
    this.dispatchEvent(new Event('change', { bubbles: true }));
  }

  /** Takes the place of a field that the page has for when there is no script, with what was written into it. */
  #replace(): void {
    const field = this.querySelector('textarea');
    if (!field || field === this.#replaced) return;
    this.#replaced = field;
    if (field.name && !this.name) this.name = field.name;
    if (field.required) this.required = true;
    if (field.disabled) this.disabled = true;
    if (!this.#isDirty) {
      this.#restoreDefault();
      if (field.value !== field.defaultValue) this.value = field.value;
    }
    const isFocused = field.matches(':focus');
    // So that it is not submitted.
    field.disabled = true;
    for (const label of field.labels) label.addEventListener('click', () => this.view.field.focus());
    this.update();
    if (isFocused) this.view.field.focus();
  }

  #restoreDefault(): void {
    this.#text = this.getAttribute('value') ?? this.#replaced?.defaultValue ?? '';
    this.#decorative = this.hasAttribute('decorative');
    this.#committed = this.#state();
  }

  /** What the browser restores: whether it is decorative, then the text. */
  #state(): string {
    return `${this.#decorative ? 1 : 0}${this.#text}`;
  }

  /** @internal Draws, and tells the form. */
  protected update(): void {
    this.#internals.setFormValue(this.value, this.#state());
    this.view.draw({
      ...this.proposing(),
      text: this.#text,
      label: labelOf(this, this.#internals.labels, this.#replaced),
      placeholder: this.#replaced?.placeholder ?? '',
      rows: this.#replaced?.rows ?? 3,
      required: this.required,
      decorative: this.#decorative,
      disabled: this.isDisabled,
    });
    const isMissing = this.required && !this.#decorative && this.#text.trim() === '';
    if (isMissing)
      this.#internals.setValidity({ valueMissing: true }, textOf(this, 'required'), this.view.field);
    else this.#internals.setValidity({});
  }
}
