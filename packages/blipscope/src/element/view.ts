import { altLength, LONG_ALT } from '../../../../core/alt-text.ts';
import type { LoadProgress } from '../index.ts';
import type { Label } from './label.ts';
import { styleSheet } from './style.ts';
import { languageOf, type TextKey, textOf } from './texts.ts';

/** What the proposals are at. */
export interface Proposing {
  busy: boolean;
  progress: LoadProgress | null;
  proposal: { text: string; probability: number | null } | null;
  message: string;
  /** The one way on from a failure. */
  remedy: 'retry' | 'write' | null;
}

/** Everything that is drawn. */
export interface ViewState extends Proposing {
  text: string;
  label: Label | null;
  placeholder: string;
  rows: number;
  required: boolean;
  decorative: boolean;
  disabled: boolean;
}

export type Button = 'propose' | 'cancel' | 'accept' | 'another' | 'edit' | 'retry' | 'write';
const BUTTONS: readonly Button[] = ['propose', 'cancel', 'accept', 'another', 'edit', 'retry', 'write'];

export interface Actions {
  press(button: Button): void;
  type(text: string): void;
  commit(): void;
  mark(decorative: boolean): void;
}

/** The shadow tree. Built without markup in strings, as Trusted Types want it. */
export class View {
  readonly field: HTMLTextAreaElement;
  /** What the page may put into the element; it is not shown. */
  readonly slot: HTMLSlotElement;
  readonly #host: HTMLElement;
  readonly #root: ShadowRoot;
  /** Pages may have many: the buttons of each are told apart by its name. The field outside of it has the same name. */
  readonly #group = make('div', { class: 'rows', role: 'group' });
  readonly #label = make('span', { part: 'label' });
  readonly #length = make('span');
  /** What describes the field: a description that changed with each letter would be read out with each letter. */
  readonly #verdict = make('span', { id: 'verdict' });
  readonly #bar = make('span');
  readonly #meter = make('p', { class: 'length', part: 'length' });
  readonly #check = make('input', { type: 'checkbox', part: 'checkbox' });
  readonly #checkText = make('span');
  readonly #loading = make('div', { class: 'loading', part: 'loading' });
  readonly #progress = make('progress', { part: 'progress', max: '100' });
  readonly #bytes = make('span');
  readonly #whose = make('span', { class: 'unseen' });
  readonly #message = make('p', { part: 'message' });
  readonly #proposal = make('p', { part: 'proposal' });
  readonly #buttons: Readonly<Record<Button, HTMLButtonElement>>;

  constructor(host: HTMLElement, actions: Actions) {
    this.#host = host;
    this.#root = host.attachShadow({ mode: 'open', delegatesFocus: true });
    this.#root.adoptedStyleSheets = [styleSheet()];
    this.field = make('textarea', { part: 'field', 'aria-describedby': 'verdict' });
    this.slot = make('slot');
    const buttons = BUTTONS.map((name) => [name, make('button', { type: 'button', part: `button ${name}` })]);
    this.#buttons = Object.fromEntries(buttons);
    this.#build();
    this.#listen(actions);
  }

  /**
   * Draws the state. The focus of a button that goes away goes to what takes its place. What stays as it is, is not written:
   * screen readers hear of everything that is, and drop messages when it is much.
   */
  draw(state: ViewState): void {
    const focused = this.#root.activeElement;
    this.#drawField(state);
    this.#drawProgress(state);
    this.#drawStatus(state);
    this.#drawButtons(state);
    if (focused instanceof HTMLButtonElement && (focused.hidden || focused.disabled)) this.#focusNext();
  }

  #build(): void {
    const meter = make('span', { class: 'meter', part: 'meter', 'aria-hidden': 'true' });
    meter.append(this.#bar);
    this.#meter.append(meter, this.#length, ' ', this.#verdict);
    const label = make('label');
    label.append(this.#label, this.field);
    const check = make('label', { class: 'check', part: 'decorative' });
    check.append(this.#check, this.#checkText);
    this.#loading.append(this.#progress, this.#bytes);
    const status = make('div', { class: 'lines', role: 'status', part: 'status' });
    status.append(this.#whose, this.#message, this.#proposal);
    const buttons = make('div', { class: 'buttons', part: 'buttons' });
    buttons.append(...Object.values(this.#buttons));
    this.#group.append(status, this.#loading, buttons, check);
    const rows = make('div', { class: 'rows' });
    rows.append(label, this.#meter, this.#group);
    this.#root.append(rows, this.slot);
  }

  #listen(actions: Actions): void {
    this.field.addEventListener('input', () => actions.type(this.field.value));
    // A text that was put there changes without a `change` of the field.
    for (const event of ['change', 'blur']) this.field.addEventListener(event, () => actions.commit());
    // The native events `input` leave the shadow tree by themselves: the state is there before.
    this.#check.addEventListener('input', () => actions.mark(this.#check.checked));
    this.#check.addEventListener('change', () => actions.commit());
    for (const name of BUTTONS) this.#buttons[name].addEventListener('click', () => actions.press(name));
  }

  #drawField({ text, label, placeholder, rows, required, decorative, disabled }: ViewState): void {
    const name = label?.text ?? this.#text('field');
    write(this.#label, name);
    this.#label.hidden = label?.isShown ?? false;
    for (const each of [this.#group, this.field]) each.setAttribute('aria-label', name);
    // The caret stays where it is while a person types.
    if (this.field.value !== text) this.field.value = text;
    this.field.placeholder = placeholder;
    this.field.rows = rows;
    this.field.required = required;
    this.field.disabled = disabled || decorative;
    const length = altLength(text);
    this.#meter.hidden = decorative;
    this.#meter.dataset.length = length;
    this.#bar.style.inlineSize = `${Math.min(100, (100 * text.length) / LONG_ALT)}%`;
    const count = new Intl.NumberFormat(this.#language()).format(text.length);
    write(this.#length, this.#text('characters', { count }));
    write(this.#verdict, text && this.#text(length));
    this.#check.checked = decorative;
    this.#check.disabled = disabled;
    write(this.#checkText, this.#text('decorative'));
  }

  #drawProgress({ busy, progress }: ViewState): void {
    this.#loading.hidden = !busy;
    this.#progress.setAttribute('aria-label', this.#text('progress'));
    const total = progress && progress.phase !== 'warm-up' ? progress.totalBytes : 0;
    // Whole percents, for reports are many.
    const percent = progress && total > 0 ? Math.floor((100 * progress.loadedBytes) / total) : null;
    if (percent === null) this.#progress.removeAttribute('value');
    else this.#progress.value = percent;
    const megabytes = (count: number) =>
      new Intl.NumberFormat(this.#language(), { maximumFractionDigits: 1 }).format(count / 1e6);
    const loaded = megabytes((total * (percent ?? 0)) / 100);
    write(this.#bytes, percent === null ? '' : this.#text('loaded', { loaded, total: megabytes(total) }));
  }

  #drawStatus({ busy, progress, message, proposal, remedy, label }: ViewState): void {
    const lines = [busy ? this.#text(busyText(progress)) : message, this.#proposalText(proposal)] as const;
    if (lines.join() !== [this.#message.textContent, this.#proposal.textContent].join()) {
      // Who is elsewhere in the page must hear whose message it is.
      const isAway = lines.some(Boolean) && this.#root.activeElement === null;
      write(this.#whose, isAway ? `${label?.text ?? this.#text('field')}:` : '');
    }
    this.#message.classList.toggle('error', remedy !== null);
    write(this.#message, lines[0]);
    write(this.#proposal, lines[1]);
  }

  #proposalText(proposal: ViewState['proposal']): string {
    if (!proposal) return '';
    const { text, probability } = proposal;
    const words = this.#text('proposal', { text });
    if (probability === null) return words;
    const percent = new Intl.NumberFormat(this.#language(), { style: 'percent' }).format(probability);
    return `${words} (${this.#text('match', { percent })})`;
  }

  #drawButtons({ busy, disabled, decorative, proposal, remedy }: ViewState): void {
    const isProposed = !busy && proposal !== null;
    const shown: Readonly<Record<Button, boolean>> = {
      propose: !busy && !proposal && remedy !== 'retry',
      cancel: busy,
      accept: isProposed,
      another: isProposed,
      edit: isProposed,
      retry: !busy && remedy === 'retry',
      write: !busy && remedy === 'write',
    };
    for (const name of BUTTONS) {
      this.#buttons[name].hidden = !shown[name] || (name === 'propose' && remedy !== null);
      this.#buttons[name].disabled = disabled || decorative;
      write(this.#buttons[name], this.#text(name));
    }
  }

  #focusNext(): void {
    const next = BUTTONS.map((name) => this.#buttons[name]).find(
      ({ hidden, disabled }) => !hidden && !disabled,
    );
    (next ?? this.#check).focus();
  }

  #language(): string {
    const [found] = Intl.NumberFormat.supportedLocalesOf([languageOf(this.#host), 'en'].filter(isLocale));
    return found ?? 'en';
  }

  #text(key: TextKey, values?: Readonly<Record<string, string | number>>): string {
    return textOf(this.#host, key, values);
  }
}

function busyText(progress: LoadProgress | null): TextKey {
  if (!progress) return 'looking';
  return progress.phase === 'warm-up' ? 'preparing' : 'loading';
}

function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function isLocale(language: string): boolean {
  try {
    return Intl.getCanonicalLocales(language).length > 0;
  } catch {
    return false;
  }
}

function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>> = {},
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
