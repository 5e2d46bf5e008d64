import type { Picture, PicturesState } from './pictures.slice';

/** A picture of the strip, or the one that a collection shows on the stage. */
export function pictureById(
  { items, visiting }: PicturesState,
  id: string | null | undefined,
): Picture | undefined {
  return visiting && visiting.id === id ? visiting : items.find((picture) => picture.id === id);
}

/** The picture on the stage. */
export function currentPicture({ pictures }: { pictures: PicturesState }): Picture | undefined {
  return pictureById(pictures, pictures.currentId);
}
