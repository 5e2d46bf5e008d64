/** A rectangle of a picture, in shares 0…1 of its sides, counted from the upper left. */
export interface Region {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A picture and a name for it: the worker keeps what it made of the one it was given last. */
export interface NamedPicture {
  id: string;
  file: Blob;
  /** Blurred before a model sees the picture: what if this were not there? Part of the name. */
  masked: readonly Region[];
}
