export interface Size {
  width: number;
  height: number;
}

/** The largest size of the picture's proportions that fits the box; pictures are enlarged too. */
export function contain(picture: Size, box: Size): Size {
  const scale = Math.min(box.width / picture.width, box.height / picture.height);
  return { width: picture.width * scale, height: picture.height * scale };
}
