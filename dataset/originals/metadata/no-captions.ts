/** What cameras and programs write where a caption belongs. Without case, spaces at the ends and NULs. */
const DEFAULTS: ReadonlySet<string> = new Set([
  'olympus digital camera',
  'minolta digital camera',
  'konica minolta digital camera',
  'kodak digital still camera',
  'samsung digital camera',
  'digital camera',
  'digital still camera',
  'sony dsc',
  'exif_jpeg_picture',
  'jpeg',
  'untitled',
  'screenshot',
  'created with gimp',
]);

/** Settings of programs for microscopes and arrays in TIFF files. */
const SETTINGS = /^(ImageJ=|<\?xml|<OME|\{"shape")/;

/** The text without white space and NULs at its ends; null if it is empty or nobody wrote it. */
export function captionOf(text: string): string | null {
  const trimmed = text.replace(/^[\s\0]+|[\s\0]+$/g, '');
  const isNone = trimmed === '' || DEFAULTS.has(trimmed.toLowerCase()) || SETTINGS.test(trimmed);
  return isNone ? null : trimmed;
}
