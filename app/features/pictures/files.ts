/** Endings that browsers and cameras use for images; asked only where the system gives the file no type. */
const IMAGE_ENDING = /\.(avif|bmp|gif|heic|heif|ico|jpe?g|jxl|png|svg|tiff?|webp)$/i;

/** Why a file is not taken, or null when it looks like an image. Whether it truly is one, decoding tells. */
export function refusalOf({ name, type, size }: Pick<File, 'name' | 'type' | 'size'>): string | null {
  if (size === 0) return 'The file is empty.';
  if (type ? type.startsWith('image/') : IMAGE_ENDING.test(name)) return null;
  return 'This is not an image.';
}
