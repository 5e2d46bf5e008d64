import type { Backend, CaptionMatch, CaptionSettings, LoadProgress } from '../index.ts';
import { BlipscopeError, load } from '../index.ts';
import { reflectAttributes, upgradeProperties } from './attributes.ts';
import { type Candidate, Candidates, type CaptionClient } from './candidates.ts';
import { FormField } from './form-field.ts';
import { fileOf, namedImage, sourceKey, Trouble } from './picture.ts';
import { type ModelOptions, SharedClients } from './shared-client.ts';
import { type TextKey, textOf } from './texts.ts';
import type { Button, Proposing } from './view.ts';

/** A proposal, before it is shown. The element does not show it if the event is cancelled. */
export interface BlipCaptionDetail {
  text: string;
  /** How well the text fits; null without a matcher. */
  match: CaptionMatch | null;
  /** All texts of the run, best first, this one among them. */
  candidates: readonly Candidate[];
  image: HTMLImageElement;
}

/** The event `blip-caption`. */
export type BlipCaptionEvent = CustomEvent<BlipCaptionDetail>;

interface Proposal extends Candidate {
  /** What the picture was. */
  source: string;
}

/** Pictures that no second attempt makes readable. */
const UNREADABLE: readonly string[] = ['not-an-image', 'corrupt-image', 'image-too-large'];
const LOADING: LoadProgress = { phase: 'runtime', loadedBytes: 0, totalBytes: 0 };

const clients = new SharedClients(load);

/**
 * `<blip-caption for="id-of-img">`: a form field for the alternative text of a picture, with proposals of a model. What the
 * model proposes becomes the value only when a person, or the page, accepts it.
 */
export class BlipCaptionElement extends FormField {
  /** The id of the `<img>`, in the element's own tree or in the document. */
  declare htmlFor: string;
  /** Address of the folder with the model's bundles, as for `load`. */
  declare model: string;
  /** Such a folder of a model that tells how well a text fits. */
  declare matcher: string;
  declare backend: Backend | 'auto' | '';
  /** Address of `blipscope/worker`, where it is not beside the module. */
  declare worker: string;
  /** Address of the folder of `blipscope/wasm/`, where it is not beside the module. */
  declare wasm: string;
  /** Proposes as soon as it is in the page and empty. Without it, the model is loaded with the first request. */
  declare auto: boolean;
  /** What is accepted or written becomes the picture's `alt`, too. */
  declare setAlt: boolean;

  #client: CaptionClient | null = null;
  #settings: Partial<CaptionSettings> = {};
  #run: AbortController | null = null;
  #progress: LoadProgress | null = null;
  #candidates: { of: string; texts: Candidates } | null = null;
  #proposal: Proposal | null = null;
  #message: { key: TextKey; values?: Readonly<Record<string, string>> } | null = null;
  #remedy: 'retry' | 'write' | null = null;

  /** A client of the page, used instead of loading `model`. The element does not dispose of it. */
  get client(): CaptionClient | null {
    return this.#client;
  }

  set client(client: CaptionClient | null | undefined) {
    this.#client = client ?? null;
  }

  /** Of the run; what is missing is the model's default. */
  get settings(): Partial<CaptionSettings> {
    return this.#settings;
  }

  set settings(settings: Partial<CaptionSettings> | null | undefined) {
    this.#settings = settings ?? {};
  }

  /** The text that waits to be accepted; null if there is none. */
  get proposal(): string | null {
    return this.#proposal?.text ?? null;
  }

  /** Asks for a text, or for another one. Fires `blip-caption` with it; what goes wrong is shown. */
  async propose(): Promise<void> {
    if (this.#run || this.isDisabled || this.decorative) return;
    const stop = new AbortController();
    this.#run = stop;
    this.clear();
    this.#progress = this.#mustLoad() ? LOADING : null;
    this.update();
    try {
      await this.#ask(stop.signal);
    } catch (error) {
      if (!stop.signal.aborted) this.#fail(error);
    }
    if (this.#run !== stop) return;
    this.#run = null;
    this.update();
  }

  /** Stops what `propose` began. A model that no other element waits for is no longer loaded. */
  cancel(): void {
    if (!this.#run) return;
    this.#run.abort();
    this.#run = null;
    if (this.#progress) clients.release(this);
    this.clear();
    this.#message = { key: 'cancelled' };
    this.update();
  }

  /** Makes a text the value: the proposal, unless another one is given. */
  accept(text?: string): void {
    const isStale = text === undefined && this.#proposal?.source !== this.#source();
    const accepted = text ?? this.#proposal?.text;
    if (accepted === undefined || this.isDisabled) return;
    this.clear();
    if (isStale) {
      this.#message = { key: 'changed' };
      this.update();
      return;
    }
    this.#message = { key: 'accepted' };
    this.write(accepted);
    this.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
    this.commit();
    this.settled();
  }

  /** For the browser: the element comes into the page. */
  override connectedCallback(): void {
    // Not in the constructor: in WebKit, an element that is being upgraded cannot have a value yet.
    upgradeProperties(this);
    super.connectedCallback();
    // Frameworks set properties, and the page brings its picture, in the same turn.
    queueMicrotask(() => {
      if (this.isConnected && this.auto && this.value === '') void this.propose();
    });
  }

  /** For the browser: the element leaves the page. */
  disconnectedCallback(): void {
    queueMicrotask(() => {
      // Moved within the page.
      if (this.isConnected) return;
      this.cancel();
      clients.release(this);
    });
  }

  /** @internal */
  protected override press(button: Button): void {
    if (button === 'cancel') this.cancel();
    else if (button === 'accept') this.accept();
    else if (button === 'edit') this.#edit();
    else if (button === 'write') this.#startWriting();
    else void this.propose();
  }

  #edit(): void {
    const text = this.#proposal?.text ?? this.value;
    this.clear();
    this.write(text);
    this.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
    this.#startWriting();
  }

  #startWriting(): void {
    this.clear();
    this.update();
    this.view.field.focus();
    this.view.field.setSelectionRange(this.value.length, this.value.length);
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const image = namedImage(this, this.htmlFor);
    if (!image) throw new Trouble('no-picture');
    const source = sourceKey(image);
    if (this.#candidates?.of !== source) {
      const texts = new Candidates(await fileOf(image, signal));
      this.#candidates = { of: source, texts };
    }
    const { texts } = this.#candidates;
    const found = await texts.next(await this.#connect(signal), this.settings, signal);
    signal.throwIfAborted();
    // Pages replace the picture by another one, or by an element of the same one.
    const shown = namedImage(this, this.htmlFor);
    if (!shown || sourceKey(shown) !== source) return this.#ask(signal);
    if (!found) throw new Trouble('failed', { reason: '–' });
    this.#show({ ...found, source }, shown, texts.all);
  }

  async #connect(signal: AbortSignal): Promise<CaptionClient> {
    if (this.client) return this.client;
    const onProgress = (progress: LoadProgress) => {
      if (signal.aborted || this.#progress === null) return;
      this.#progress = progress;
      this.update();
    };
    const client = await clients.acquire(this, this.#modelOptions(), { signal, onProgress });
    this.#progress = null;
    this.update();
    return client;
  }

  #mustLoad(): boolean {
    return !this.client && this.model !== '' && !clients.isLoaded(this.#modelOptions());
  }

  #modelOptions(): ModelOptions {
    const { model, matcher, backend, worker, wasm } = this;
    if (!model) throw new Trouble('no-model');
    return {
      model,
      ...(matcher && { matcher }),
      ...(backend && { backend }),
      ...(worker && { worker }),
      ...(wasm && { wasm }),
    };
  }

  #show(proposal: Proposal, image: HTMLImageElement, candidates: readonly Candidate[]): void {
    const { text, match } = proposal;
    this.#proposal = proposal;
    const detail: BlipCaptionDetail = { text, match, candidates, image };
    const options = { detail, bubbles: true, cancelable: true, composed: true };
    if (!this.dispatchEvent(new CustomEvent('blip-caption', options))) this.#proposal = null;
  }

  #fail(error: unknown): void {
    this.#progress = null;
    if (error instanceof Trouble) {
      this.#message = { key: error.key, values: error.values };
      this.#remedy = 'write';
      return;
    }
    const code = error instanceof BlipscopeError ? error.code : 'unknown';
    const reason = error instanceof Error ? error.message : String(error);
    this.#message = code === 'offline' ? { key: 'not-fetched' } : { key: 'failed', values: { reason } };
    this.#remedy = UNREADABLE.includes(code) ? 'write' : 'retry';
  }

  /** @internal */
  protected override stop(): boolean {
    const isRunning = this.#run !== null;
    this.cancel();
    return isRunning;
  }

  /** @internal */
  protected override clear(): void {
    this.#progress = null;
    this.#proposal = null;
    this.#message = null;
    this.#remedy = null;
  }

  /** @internal */
  protected override settled(): void {
    const image = namedImage(this, this.htmlFor);
    // An empty text is an answer only for a decorative picture.
    if (this.setAlt && image && (this.value !== '' || this.decorative)) image.alt = this.value;
  }

  #source(): string | null {
    const image = namedImage(this, this.htmlFor);
    return image && sourceKey(image);
  }

  /** @internal */
  protected override proposing(): Proposing {
    const { text, match } = this.#proposal ?? {};
    return {
      busy: this.#run !== null,
      progress: this.#progress,
      proposal: text === undefined ? null : { text, probability: match?.probability ?? null },
      message: this.#message ? textOf(this, this.#message.key, this.#message.values) : '',
      remedy: this.#remedy,
    };
  }

  static {
    if (globalThis.HTMLElement) reflectAttributes(BlipCaptionElement.prototype);
  }
}
