import { openAsBlob } from 'node:fs';
import { mkdir, open, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { blobSource, exportBundle } from 'blipscope/export';

const [checkpoint, bundle] = process.argv.slice(2);
const names = await readdir(checkpoint, { recursive: true });
await mkdir(bundle, { recursive: true });
const { capabilities } = await exportBundle({
  id: basename(checkpoint),
  files: {
    list: () => names.map((name) => name.replaceAll('\\', '/')),
    open: async (name) => blobSource(await openAsBlob(join(checkpoint, name))),
  },
  target: 'node',
  dtype: 'q8',
  sink: { create: newFile },
});
console.log(`${bundle} can ${capabilities.join(', ')}`);

// A file that is there already is not overwritten.
async function newFile(name) {
  const file = await open(join(bundle, name), 'wx');
  return { write: (bytes) => file.writeFile(bytes), close: () => file.close() };
}
