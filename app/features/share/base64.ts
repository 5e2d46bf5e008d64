/** In bytes: the number of arguments of a call is limited. */
const PORTION = 0x8000;

export function base64Of(bytes: Uint8Array): string {
  let letters = '';
  for (let start = 0; start < bytes.length; start += PORTION)
    letters += String.fromCharCode(...bytes.subarray(start, start + PORTION));
  return btoa(letters);
}

/** The blob as a data URL. */
export async function dataUrl(blob: Blob): Promise<string> {
  return `data:${blob.type};base64,${base64Of(new Uint8Array(await blob.arrayBuffer()))}`;
}

/** A text for a URL: UTF-8, base64 with `-` and `_`, no padding (RFC 4648, section 5). */
export function textToAddress(text: string): string {
  return base64Of(new TextEncoder().encode(text))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

/** The reverse. @throws as `atob` and the decoder do, for other texts. */
export function textFromAddress(address: string): string {
  const letters = atob(address.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}
