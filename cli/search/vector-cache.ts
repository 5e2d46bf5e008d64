import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { FileState } from '../../workers/capfilt/index.ts';
import { vectorsFolder } from '../cache.ts';
import { aboutPath, systemCode } from '../errors.ts';
import { writeAll } from '../files.ts';

/** A picture's vector as the matcher computes it. */
export interface CachedVector extends FileState {
  path: string;
  /** [E] */
  features: Float32Array;
}

/**
 * Vectors that were made of the same inputs with the same matcher: lines that are added as they are made, so that a command
 * can stop at any time.
 */
export class VectorCache {
  #file: FileHandle | null = null;

  private constructor(
    private readonly path: string,
    /** By path; of any state of the file. */
    private readonly known: ReadonlyMap<string, CachedVector>,
  ) {}

  /** @param matcher as in `PictureVector`. @throws {CliError} for a file that cannot be read. */
  static async read(inputs: readonly string[], matcher: string): Promise<VectorCache> {
    const name = createHash('sha256').update([matcher, ...inputs.map((each) => resolve(each))].join('\n'));
    const path = join(vectorsFolder(), `${name.digest('hex')}.jsonl`);
    return new VectorCache(path, await readVectors(path));
  }

  /** Of the file in this state. */
  find(path: string, { bytes, modified }: FileState): Float32Array | null {
    const found = this.known.get(path);
    return found?.bytes === bytes && found.modified === modified ? found.features : null;
  }

  /** @throws {CliError} e.g. if the disk is full. */
  async add({ path, bytes, modified, features }: CachedVector): Promise<void> {
    const { buffer, byteOffset, byteLength } = features;
    const float32 = Buffer.from(buffer, byteOffset, byteLength).toString('base64');
    try {
      this.#file ??= await openToAdd(this.path);
      await writeAll(this.#file, Buffer.from(`${JSON.stringify({ path, bytes, modified, float32 })}\n`));
    } catch (error) {
      throw aboutPath(this.path, error);
    }
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = null;
  }
}

/** What a killed program left of a line is ended first. */
async function openToAdd(path: string): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'a+');
  const { size } = await file.stat();
  if (size > 0) {
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
    if (buffer.toString() !== '\n') await writeAll(file, Buffer.from('\n'));
  }
  return file;
}

async function readVectors(path: string): Promise<Map<string, CachedVector>> {
  const vectors = new Map<string, CachedVector>();
  try {
    for await (const line of createInterface({ input: createReadStream(path) })) {
      const vector = vectorIn(line);
      if (vector) vectors.set(vector.path, vector);
    }
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw aboutPath(path, error);
  }
  return vectors;
}

/** Null for what is left of a line. */
function vectorIn(line: string): CachedVector | null {
  try {
    const { path, bytes, modified, float32 } = JSON.parse(line);
    const stored = Buffer.from(float32, 'base64');
    return { path, bytes, modified, features: new Float32Array(Uint8Array.from(stored).buffer) };
  } catch {
    return null;
  }
}
