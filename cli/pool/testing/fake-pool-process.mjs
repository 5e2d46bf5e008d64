/** A process of a pool without models: `poison` ends it, `damaged` cannot be read. */
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

const damaged = {
  name: 'PictureError',
  message: 'Damaged.',
  fields: { code: 'corrupt-image' },
  cause: null,
};

async function answer({ kind, flags, file, pictures }) {
  if (kind === 'start') {
    if (flags.model === 'bad') throw { name: 'Error', message: 'no such bundle', fields: {}, cause: null };
    return { picturesPerBatch: 2 };
  }
  if (kind === 'prepare') {
    const text = Buffer.from(file).toString();
    if (text === 'damaged') throw damaged;
    const sha256 = createHash('sha256').update(file).digest('hex');
    return { width: 4, height: 3, sha256, texts: [], pixelValues: [Float32Array.from(file)] };
  }
  const names = pictures.map(({ pixelValues }) => String.fromCharCode(...pixelValues[0]));
  if (names.includes('poison')) process.exit(3);
  await pause(names.includes('slow') ? 400 : 50);
  const candidate = { source: 'synthetic', text: `by ${process.pid}`, match: null, logProb: -1 };
  return pictures.map(() => ({ originals: [], embedded: [], candidates: [candidate] }));
}

process.on('message', async (request) => {
  try {
    process.send({ id: request.id, result: await answer(request) });
  } catch (error) {
    process.send({ id: request.id, error });
  }
});
process.on('disconnect', () => process.exit());
