import type { Messages } from '../../i18n/messages';

/** Endings that browsers and cameras use for images; asked only where the system gives the file no type. */
const IMAGE_ENDING = /\.(avif|bmp|gif|heic|heif|ico|jpe?g|jxl|png|svg|tiff?|webp)$/i;

/** Why a file is not added; the catalogue has the words. */
export type RejectReason = keyof Messages['pictures']['reasons'];

/** Why a file is not added; null when it looks like an image. Decoding decides whether it is one. */
export function refusalOf({ name, type, size }: Pick<File, 'name' | 'type' | 'size'>): RejectReason | null {
  if (size === 0) return 'empty';
  if (type ? type.startsWith('image/') : IMAGE_ENDING.test(name)) return null;
  return 'not-an-image';
}
