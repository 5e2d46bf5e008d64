/** What the tests of the element in happy-dom share. */
import { afterEach, beforeAll, beforeEach, vi } from 'vitest';
import { captionOf, matchedOf, runOf } from '../../../../../app/test/scene';
import { settled } from '../../../../../app/worker-client/fake';
import type { CaptionRun } from '../../../../../core/protocol';
import type { Captioning } from '../../captioning';
import type { BlipCaptionElement } from '../blip-caption';

/** happy-dom has no `ElementInternals`; what browsers do with them is tested in one. */
export const internals = {
  form: null,
  labels: [],
  setFormValue: vi.fn(),
  setValidity: vi.fn(),
};

/** Defines the element, and gives each test a page of its own. */
export function preparePages(): void {
  beforeAll(async () => {
    HTMLElement.prototype.attachInternals = () => internals as unknown as ElementInternals;
    await import('../../element');
  });

  beforeEach(() => {
    vi.stubGlobal('origin', location.origin);
    vi.stubGlobal(
      'fetch',
      vi.fn(async () => new Response('picture')),
    );
  });

  afterEach(() => {
    document.body.replaceChildren();
    vi.clearAllMocks();
  });
}

interface Ask {
  settings: object;
  signal: AbortSignal;
  done(run: CaptionRun): Promise<void>;
  fail(error: unknown): Promise<void>;
}

export function setUp(attributes = '', content = '', image = '<img id="img" src="/a.png" alt="before">') {
  document.body.innerHTML = `${image}<blip-caption for="img" ${attributes}>${content}</blip-caption>`;
  const element = document.querySelector('blip-caption')!;
  const asks: Ask[] = [];
  element.client = {
    caption: (_, settings = {}, { signal } = {}) => {
      const result = new Promise<CaptionRun>((resolve, reject) => {
        asks.push({
          settings,
          signal: signal!,
          done: (run) => after(() => resolve(run)),
          fail: (error) => after(() => reject(error)),
        });
      });
      return { result } as unknown as Captioning;
    },
  };
  return { element, asks, image: document.querySelector('img')!, ...controls(element) };
}

export function after(act: () => void): Promise<void> {
  act();
  return settled();
}

function controls(element: BlipCaptionElement) {
  const root = element.shadowRoot!;
  const part = (name: string) => root.querySelector<HTMLElement>(`[part~="${name}"]`)!;
  return {
    part,
    field: part('field') as HTMLTextAreaElement,
    press: async (name: string) => {
      part(name).click();
      await settled();
    },
    shown: () =>
      [...root.querySelectorAll('button')]
        .filter(({ hidden }) => !hidden)
        .map((button) => button.getAttribute('part')!.replace('button ', '')),
  };
}

export const RUN = runOf(matchedOf(captionOf('a dog'), 0.2), matchedOf(captionOf('a cat'), 0.9));
