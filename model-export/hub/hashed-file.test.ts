import { expect, test } from 'vitest';
import { portableHashing } from '../io/hash.ts';
import type { StoredFile } from './download.ts';
import { HashedFile } from './hashed-file.ts';

const never = () => expect.unreachable();

test('an abort is heard while the bytes of an earlier attempt are hashed', async () => {
  const abort = new AbortController();
  const starts: number[] = [];
  const stored: StoredFile = {
    length: 1e9,
    finished: false,
    append: never,
    restart: never,
    finish: never,
    close: never,
    async read(start) {
      starts.push(start);
      if (starts.length === 3) abort.abort();
      return new Uint8Array();
    },
  };
  const file = { path: 'weights', size: 2e9, digest: { algorithm: 'sha256' as const, hex: '' } };
  const opened = HashedFile.open(stored, file, { hashing: portableHashing, signal: abort.signal });
  await expect(opened).rejects.toMatchObject({ name: 'AbortError' });
  expect(starts).toHaveLength(3);
});
