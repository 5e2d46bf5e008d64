/** Files in gzip, which have no directory: they are unpacked as a whole before they are read by slices. */
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { FormatError } from '../dataset/formats/index.ts';
import { aboutPath, systemCode } from './errors.ts';
import { release, temporaryIn } from './temporary.ts';

export interface Unpacked {
  /** Of the file itself if it is not compressed. */
  path: string;
  /** Deletes what was unpacked. */
  remove(): Promise<void>;
}

/**
 * Unpacks a file in gzip into the system's folder for temporary files.
 * @throws {FormatError} if it is damaged, {CliError} if it cannot be stored, and the signal's reason
 */
export async function withoutGzip(path: string, signal?: AbortSignal): Promise<Unpacked> {
  if (!(await isGzip(path))) return { path, remove: async () => {} };
  const temporary = temporaryIn(tmpdir());
  const remove = async () => {
    await rm(temporary, { force: true });
    release(temporary);
  };
  try {
    await pipeline(createReadStream(path), createGunzip(), createWriteStream(temporary, { flags: 'wx' }), {
      signal,
    });
    return { path: temporary, remove };
  } catch (error) {
    await remove();
    signal?.throwIfAborted();
    if (systemCode(error)?.startsWith('Z_')) throw new FormatError('its compressed data are damaged');
    throw aboutPath(`${path}, unpacked in ${tmpdir()}`, error);
  }
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}
