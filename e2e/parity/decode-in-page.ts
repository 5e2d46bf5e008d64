/** Runs the page's decoder on files and answers with text, as far as `page.evaluate` carries it. */
import { decodePicture } from '../../workers/image/decode.ts';

export async function decodeBase64(file: string) {
  const bytes = Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0));
  try {
    const picture = await decodePicture(new Blob([bytes]));
    const { width, height } = picture;
    const rgba = picture.rows(0, height);
    picture.close();
    return { width, height, base64: base64Of(rgba) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** In parts: a call takes only so many arguments. */
function base64Of(bytes: Uint8Array | Uint8ClampedArray): string {
  const PART = 1 << 15;
  let binary = '';
  for (let at = 0; at < bytes.length; at += PART) {
    binary += String.fromCharCode(...bytes.subarray(at, at + PART));
  }
  return btoa(binary);
}
