import sharp from 'sharp';

const WIDTH = 640;
const HEIGHT = 480;

/** A picture with the texture of a photograph at every scale, as a JPEG. */
export async function photograph(path: string, phase = 0): Promise<string> {
  const rgb = Buffer.alloc(3 * WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const at = 3 * (WIDTH * y + x);
      for (let channel = 0; channel < 3; channel++) rgb[at + channel] = texture(x, y, phase + channel);
    }
  }
  await sharp(rgb, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .jpeg()
    .toFile(path);
  return path;
}

function texture(x: number, y: number, phase: number): number {
  const waves = [61, 29, 13, 7].map((length) => Math.sin(x / length + phase) * Math.cos(y / length - phase));
  return 128 + 30 * waves.reduce((sum, wave) => sum + wave, 0);
}
