/** A rectangle of a picture, in fractions 0…1 of its sides, from the upper left. */
export interface Region {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A picture with a name: the worker caches the encoding of the last one. */
export interface NamedPicture {
  id: string;
  file: Blob;
  /** Blurred before the model sees the picture. Part of the name. */
  masked: readonly Region[];
}
