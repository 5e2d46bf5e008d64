import type { Picture, PicturesState } from './pictures.slice';

/** A picture of the strip, or the one that a collection shows on the stage. */
export function pictureById(
  { items, visiting }: PicturesState,
  id: string | null | undefined,
): Picture | undefined {
  return visiting && visiting.id === id ? visiting : items.find((picture) => picture.id === id);
}

/** Whether the strip is shown as a grid: without pictures there is the invitation to add some. */
export function isZoomedOut({ zoomedOut, items }: Pick<PicturesState, 'zoomedOut' | 'items'>): boolean {
  return zoomedOut && items.length > 0;
}

/** The picture on the stage. */
export function currentPicture({ pictures }: { pictures: PicturesState }): Picture | undefined {
  return pictureById(pictures, pictures.currentId);
}
