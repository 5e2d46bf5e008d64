/** Odd zips of bundles, as the page imports them. */
import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { BundleError, MANIFEST_FILE } from '../../../core/manifest/manifest.ts';
import { type Dice, damage, damageWithin } from '../../../model-export/testing/fuzz.ts';
import { exampleManifest } from '../../../model-export/testing/manifest.ts';
import { damageJson } from '../../../model-export/testing/odd-json.ts';
import { makeZip, type ZipPart } from '../../../model-export/testing/zip.ts';
import { LibraryError } from '../../../workers/library/errors.ts';
import { importBundle } from '../../../workers/library/import.ts';
import { Locks } from '../../../workers/library/locks.ts';
import { pageHashing } from '../../../workers/library/services.ts';
import { FakeLocks } from '../../../workers/library/testing/fake-locks.ts';
import { FakeOpfs } from '../../../workers/storage/testing/fake-opfs.ts';
import { outcomeOf } from './outcome.ts';

const encode = (text: string) => new TextEncoder().encode(text);

const CONTENTS: Record<string, Uint8Array> = {
  'tokenizer.json': encode('{}'),
  'vision_encoder.onnx': encode('onnx'),
  'vision_encoder.bin': new Uint8Array(8),
};

const MANIFEST = JSON.stringify({
  ...exampleManifest(),
  files: Object.fromEntries(
    Object.entries(CONTENTS).map(([name, bytes]) => [
      name,
      { bytes: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') },
    ]),
  ),
});

const ODD_NAMES = ['', '/', '../x', 'a/b', '__proto__', 'constructor', 'CON', '\u0000', MANIFEST_FILE];
/** 64 MiB of spaces: more than a manifest may have. */
const BOMB = new Uint8Array(deflateRawSync(new Uint8Array(2 ** 26).fill(0x20)));

function parts(dice: Dice): ZipPart[] {
  const manifest = dice.below(3) === 0 ? damageJson(MANIFEST, dice) : MANIFEST;
  const own = Object.entries(CONTENTS).map(([name, data]) => ({ name, data }));
  const all: ZipPart[] = [{ name: MANIFEST_FILE, data: encode(manifest) }, ...own];
  if (dice.below(4) === 0) all.push({ name: dice.pick(ODD_NAMES), data: new Uint8Array(3) });
  if (dice.below(100) === 0) all[dice.below(all.length)]!.data = BOMB;
  if (dice.below(20) === 0) all[dice.below(all.length)]!.method = 8;
  if (dice.below(200) === 0)
    for (let index = 0; index < 2000; index++) all.push({ name: `${index}`, data: new Uint8Array() });
  return all;
}

/** A zip whose manifest is announced as small and unpacks to 64 MiB. */
function bomb(): Uint8Array {
  const zip = makeZip([{ name: MANIFEST_FILE, data: BOMB, method: 8 }]);
  const view = new DataView(zip.buffer);
  const directory = Buffer.from(zip).lastIndexOf('PK\x01\x02', undefined, 'latin1');
  // The uncompressed sizes, in the local header and in the directory.
  view.setUint32(22, 1000, true);
  view.setUint32(directory + 24, 1000, true);
  return zip;
}

function oddZip(dice: Dice): Uint8Array {
  if (dice.below(100) === 0) return bomb();
  const zip = makeZip(parts(dice), { zip64: dice.below(4) === 0 });
  const directory = Buffer.from(zip).indexOf('PK\x01\x02', 0, 'latin1');
  const kind = dice.below(3);
  if (kind === 0) return damage(zip, dice);
  return kind === 1 ? damageWithin(zip, dice, { start: directory, end: zip.byteLength }) : zip;
}

export function oddBundle(dice: Dice) {
  const opfs = new FakeOpfs();
  const services = {
    openRoot: async () => opfs.folder(),
    locks: new Locks(new FakeLocks().tab().manager),
    hashing: pageHashing,
    fetch,
    estimate: async () => ({}),
  };
  const file = new File([new Uint8Array(oddZip(dice))], 'b.zip');
  const context = { signal: new AbortController().signal, progress: () => {} };
  const read = () => importBundle(services, [{ path: 'b.zip', file }], context);
  return () => outcomeOf(read, LibraryError, BundleError);
}
