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
  const address = image.currentSrc || image.src;
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
