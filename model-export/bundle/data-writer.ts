/**
 * Writes the weights of graphs to data files. A tensor is stored once under all its names, and related graphs share
 * files.
 */
import { byteLength, type Graph, type Initializer } from '../graph/graph.ts';
import type { BundleSink, FileWriter } from '../io/byte-source.ts';
import type { Hash, Hashing } from '../io/hash.ts';
import type { TensorData } from '../onnx/model.ts';

/** Some runtimes read a complete data file into memory; the limit bounds that. */
export const MAX_DATA_FILE_BYTES = 256 * 1024 * 1024;
/** Smaller tensors stay in the model: shapes must be known before external data is loaded. */
const INLINE_BYTES = 256;
/** Typed arrays over a data file require alignment; 64 suits every element type and cache line. */
const ALIGNMENT = 64;

export interface FileRecord {
  bytes: number;
  sha256: string;
}

type External = Extract<TensorData, { kind: 'external' }>;
type Inline = Extract<TensorData, { kind: 'inline' }>;

interface Output {
  sink: BundleSink;
  hashing: Hashing;
}

/** A file that is hashed while it is written. */
class HashedFile {
  size = 0;

  private constructor(
    readonly name: string,
    private readonly writer: FileWriter,
    private readonly hash: Hash,
  ) {}

  static async create(name: string, { sink, hashing }: Output): Promise<HashedFile> {
    return new HashedFile(name, await sink.create(name), await hashing.create());
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.hash.update(bytes);
    await this.writer.write(bytes);
    this.size += bytes.byteLength;
  }

  async close(): Promise<FileRecord> {
    await this.writer.close();
    return { bytes: this.size, sha256: this.hash.hex() };
  }
}

type Tensors = ReadonlyMap<string, Initializer>;

interface WrittenGraph {
  tensors: Tensors;
  files: ReadonlySet<string>;
}

export class BundleWriter {
  /** The written files, by name. */
  readonly files: Record<string, FileRecord> = {};
  /** By contents, and by name: a name stands for the same bytes in every graph. */
  private readonly stored = new Map<string, External>();
  /** By name: other graphs with the same tensors reuse them. */
  private readonly inlined = new Map<string, Inline>();
  private readonly graphs: WrittenGraph[] = [];

  constructor(private readonly output: Output) {}

  async writeFile(name: string, bytes: Uint8Array): Promise<void> {
    const file = await HashedFile.create(name, this.output);
    await file.write(bytes);
    this.files[name] = await file.close();
  }

  /**
   * Writes the graph's tensors one at a time, so that only one is in memory, and returns the location of each.
   * `onTensor` receives the bytes of each, and may throw to stop.
   */
  async writeTensors(graph: Graph, onTensor: (bytes: number) => void): Promise<Map<string, TensorData>> {
    const output = new DataFiles(this.output, graph.name, this.files, this.filesToShare(graph));
    const locations = new Map<string, TensorData>();
    try {
      for (const tensor of graph.initializers.values()) {
        const location = this.known(identityOf(tensor), output) ?? (await this.load(tensor, output));
        locations.set(tensor.name, location);
        onTensor(byteLength(tensor.dtype, tensor.shape));
      }
    } finally {
      await output.close();
    }
    this.graphs.push({ tensors: graph.initializers, files: output.files });
    return locations;
  }

  private filesToShare(graph: Graph): string[] {
    return this.graphs
      .filter(({ tensors }) => isWorthSharing(graph.initializers, tensors))
      .flatMap(({ files }) => [...files]);
  }

  /** Finds a tensor in the files that the graph loads anyway. */
  private known(identity: string, output: DataFiles): TensorData | null {
    return this.inlined.get(identity) ?? this.inFiles(identity, output);
  }

  private inFiles(identity: string, output: DataFiles): External | null {
    const location = this.stored.get(identity);
    return location && output.files.has(location.file) ? location : null;
  }

  private async load(tensor: Initializer, output: DataFiles): Promise<TensorData> {
    const bytes = await loadChecked(tensor);
    if (bytes.byteLength <= INLINE_BYTES) {
      // A copy, because the bytes may be a view of a larger buffer.
      const inline: Inline = { kind: 'inline', bytes: bytes.slice() };
      this.inlined.set(identityOf(tensor), inline);
      return inline;
    }
    const digest = await this.output.hashing.digest(bytes);
    const location = this.inFiles(digest, output) ?? (await output.append(bytes));
    this.stored.set(digest, location);
    this.stored.set(identityOf(tensor), location);
    return location;
  }
}

/**
 * Bytes of the data files of these graphs, without creating a tensor. Equal tensors of different names are counted
 * twice: the written files may be smaller.
 */
export function plannedBytes(graphs: readonly Graph[]): number {
  const written: Tensors[] = [];
  let total = 0;
  for (const { initializers } of graphs) {
    const shared = written.filter((other) => isWorthSharing(initializers, other));
    const own = [...initializers.values()].filter(({ name }) => !shared.some((other) => other.has(name)));
    // Tensors with the same loader are one tensor with two names.
    total += bytesOf([...new Map(own.map((tensor) => [tensor.load, tensor])).values()]);
    written.push(initializers);
  }
  return total;
}

/**
 * A session loads every data file of its graph completely, so another graph's file is shared only if the tensors in
 * common are at least half of this graph's weights, or of the other's: an answer's Grad-CAM has all of two towers.
 * Without this rule an untrained norm, ones and zeros in every tower, would make the decoder load the vision tower.
 */
function isWorthSharing(tensors: Tensors, others: Tensors): boolean {
  const own = [...tensors.values()];
  const common = bytesOf(own.filter(({ name }) => others.has(name)));
  return common > 0 && 2 * common >= Math.min(bytesOf(own), bytesOf([...others.values()]));
}

function bytesOf(tensors: readonly Initializer[]): number {
  return tensors.reduce((sum, { dtype, shape }) => sum + byteLength(dtype, shape), 0);
}

/** `<graph>.bin`, then `<graph>.1.bin` and so on, each at most `MAX_DATA_FILE_BYTES`. */
class DataFiles {
  private current: HashedFile | null = null;
  private count = 0;
  /** The files that the graph loads: its own, and those of graphs with which it shares tensors. */
  readonly files: Set<string>;

  constructor(
    private readonly output: Output,
    private readonly base: string,
    private readonly records: Record<string, FileRecord>,
    shared: readonly string[],
  ) {
    this.files = new Set(shared);
  }

  async append(bytes: Uint8Array): Promise<External> {
    const file = await this.fileFor(bytes.byteLength);
    const padding = -file.size & (ALIGNMENT - 1);
    if (padding > 0) await file.write(new Uint8Array(padding));
    const offset = file.size;
    await file.write(bytes);
    return { kind: 'external', file: file.name, offset, length: bytes.byteLength };
  }

  async close(): Promise<void> {
    if (!this.current) return;
    this.records[this.current.name] = await this.current.close();
    this.current = null;
  }

  private async fileFor(bytes: number): Promise<HashedFile> {
    if (this.current && this.current.size + ALIGNMENT + bytes > MAX_DATA_FILE_BYTES) await this.close();
    if (!this.current) {
      const name = this.count === 0 ? `${this.base}.bin` : `${this.base}.${this.count}.bin`;
      this.current = await HashedFile.create(name, this.output);
      this.files.add(name);
      this.count += 1;
    }
    return this.current;
  }
}

function identityOf({ name, dtype, shape }: Initializer): string {
  return `${name} ${dtype} [${shape}]`;
}

async function loadChecked(tensor: Initializer): Promise<Uint8Array> {
  const bytes = await tensor.load();
  const expected = byteLength(tensor.dtype, tensor.shape);
  if (bytes.byteLength !== expected) {
    throw new Error(
      `${tensor.name} made ${bytes.byteLength} bytes, its shape [${tensor.shape}] needs ${expected}`,
    );
  }
  return bytes;
}
