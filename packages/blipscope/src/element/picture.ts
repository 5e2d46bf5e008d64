import type { TextKey } from './texts.ts';

/** Why there is no proposal, in the element's words. */
export class Trouble extends Error {
  override readonly name = 'Trouble';
  readonly key: TextKey;
  readonly values: Readonly<Record<string, string>>;

  constructor(key: TextKey, values: Readonly<Record<string, string>> = {}, options?: ErrorOptions) {
    super(key, options);
    this.key = key;
    this.values = values;
  }
}

/** The picture that the element names, in its own tree or else in the document. */
export function namedImage(element: Element, id: string): HTMLImageElement | null {
  const root = element.getRootNode() as Partial<DocumentOrShadowRoot & ParentNode>;
  const selector = `img[id=${JSON.stringify(id)}]`;
  return root.querySelector?.(selector) ?? element.ownerDocument.querySelector<HTMLImageElement>(selector);
}

/** Changes when the element shows another picture, not when it chooses another size of the same one. */
export const sourceKey = (image: HTMLImageElement) => `${image.getAttribute('src')} ${image.srcset}`;

/**
 * The file that an element shows. A picture of another origin is fetched only if the page has marked it with
 * `crossorigin`.
 *
 * @throws {Trouble} if it cannot be read; the signal's reason.
 */
export async function fileOf(image: HTMLImageElement, signal: AbortSignal): Promise<Blob> {
  const address = await addressOf(image, signal);
  if (!address) throw new Trouble('no-picture');
  const { origin: itsOrigin, protocol, host } = new URL(address, image.baseURI);
  const isOwn = protocol === 'data:' || itsOrigin === globalThis.origin;
  if (!isOwn && image.crossOrigin === null) throw new Trouble('other-origin', { host });
  const credentials = image.crossOrigin === 'use-credentials' ? 'include' : 'same-origin';
  try {
    const response = await fetch(address, { signal, credentials });
    if (response.ok) return await response.blob();
  } catch (cause) {
    signal.throwIfAborted();
    throw isOwn ? new Trouble('unreadable', {}, { cause }) : new Trouble('other-origin', { host }, { cause });
  }
  throw new Trouble('unreadable');
}

/** While a picture loads, `currentSrc` is still the address of the one before. */
async function addressOf(image: HTMLImageElement, signal: AbortSignal): Promise<string> {
  const hasChoice = image.srcset !== '' || image.parentElement instanceof HTMLPictureElement;
  if (!hasChoice) return image.src;
  // One that is out of sight is perhaps never loaded.
  if (!image.complete && image.loading !== 'lazy') await settledImage(image, signal);
  return image.currentSrc || image.src;
}

function settledImage(image: HTMLImageElement, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    for (const event of ['load', 'error'])
      image.addEventListener(event, () => resolve(), { once: true, signal });
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
