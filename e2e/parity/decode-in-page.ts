/** Runs the page's decoder on files and answers with text, as far as `page.evaluate` carries it. */
import { displayPicture } from '../../workers/collections/thumbnails/display-picture.ts';
import { makeThumbnail } from '../../workers/collections/thumbnails/make-thumbnail.ts';
import { decodePicture } from '../../workers/image/decode.ts';

export async function decodeBase64(file: string) {
  try {
    const picture = await decodePicture(blobOf(file));
    const { width, height } = picture;
    const rgba = picture.rows(0, height);
    picture.close();
    return { width, height, base64: base64Of(rgba) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function blobOf(base64: string): Blob {
  return new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]);
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

/** A JPEG, as a data URL. */
export async function thumbnailOfBase64(base64: string, size: number): Promise<string> {
  return dataUrl(await makeThumbnail(blobOf(base64), size));
}

/** A JPEG or PNG, as a data URL; null if the file itself is shown. */
export async function displayOfBase64(base64: string): Promise<string | null> {
  const made = await displayPicture(blobOf(base64), null);
  return made && dataUrl(made);
}

function dataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.readAsDataURL(blob);
  });
}
