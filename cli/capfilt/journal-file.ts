import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Decision, PictureVector } from '../../core/collection.ts';
import type { RunRecord } from '../../core/protocol/index.ts';
import {
  entryIn,
  type Fingerprint,
  type JournalEntry,
  type JournaledVector,
  type JournalPlace,
  type JournalScan,
  journalLine,
  scanJournal,
} from '../../dataset/index.ts';
import { aboutPath, systemCode } from '../errors.ts';
import { FileSource, writeAll } from '../files.ts';

/** What is held in memory of a record: the rest is read again where it is needed. */
export interface JournalRecord extends JournalPlace {
  bytes: number;
  modified: number;
  sha256: string | null;
  failed: boolean;
}

/** A journal on the disk. Only its places are in memory, so that it may be long. */
export class JournalFile {
  /** Records of the last run, by path. */
  readonly records = new Map<string, JournalRecord>();
  /** Null for one that was taken back. */
  readonly decisions = new Map<string, Decision | null>();
  /** Of all runs, by path. */
  readonly vectors = new Map<string, JournalPlace>();
  /** What a dry run takes over. */
  readonly #unwritten = new Map<string, RunRecord>();
  #file: FileHandle | null = null;
  #scan: JournalScan = { fingerprint: null, end: 0, separator: '', damaged: 0 };

  private constructor(readonly path: string) {}

  /**
   * Reads what is there. Nothing is written, and no file made, before `begin`.
   * @throws {JournalError} for a file that is no journal, or of a newer version; {CliError} for one that cannot be read.
   */
  static async read(path: string): Promise<JournalFile> {
    const journal = new JournalFile(path);
    try {
      journal.#scan = await scanJournal(createReadStream(path), (entry, place) =>
        journal.#note(entry, place),
      );
      journal.#file = await open(path, 'r');
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw aboutPath(path, error);
    }
    return journal;
  }

  /** Of the last run; null where there was none. */
  get fingerprint(): Fingerprint | null {
    return this.#scan.fingerprint;
  }

  /** Lines that made no sense. */
  get damaged(): number {
    return this.#scan.damaged;
  }

  /** Makes ready to write: a torn last line is cut off. @param run begins a run if it is not null, or goes on with the last one. */
  async begin(run: Fingerprint | null): Promise<void> {
    try {
      await this.#file?.close();
      // Not truncated, and made where it is missing.
      this.#file = await open(this.path, 'a+');
      await this.#file.truncate(this.#scan.end);
    } catch (error) {
      throw aboutPath(this.path, error);
    }
    if (run) await this.#append({ kind: 'run', fingerprint: run });
  }

  /** @param vector null where there is none. @throws {CliError} e.g. if the disk is full. */
  async save(record: RunRecord, vector: PictureVector | null = null): Promise<void> {
    const { path, bytes, modified, sha256, perceptualHash = null } = record;
    const result: JournalEntry = { kind: 'result', record };
    if (!vector || sha256 === null) return this.#append(result);
    const file = { path, bytes, modified, sha256, perceptualHash };
    await this.#append(result, { kind: 'vector', vector: { ...file, vector } });
  }

  /**
   * Adds a record that another journal has. @param dryRun only for `find` and `records`.
   * @throws {CliError} as `save`.
   */
  async takeOver(record: RunRecord, vector: PictureVector | null, dryRun: boolean): Promise<void> {
    if (!dryRun) return this.save(record, vector);
    this.#unwritten.set(record.path, record);
    this.#note({ kind: 'result', record }, { start: 0, end: 0 });
  }

  /** The last record of a path, read from the disk. */
  async find(path: string): Promise<RunRecord | null> {
    const unwritten = this.#unwritten.get(path);
    if (unwritten) return unwritten;
    const place = this.records.get(path);
    const line = place && (await this.#lineAt(place));
    return line ? JSON.parse(line) : null;
  }

  /** The last vector of a path, read from the disk. It may be of another state of the file. */
  async findVector(path: string): Promise<JournaledVector | null> {
    const place = this.vectors.get(path);
    const line = place && (await this.#lineAt(place));
    const entry = line ? entryIn(line) : null;
    return entry?.kind === 'vector' ? entry.vector : null;
  }

  async #lineAt({ start, end }: JournalPlace): Promise<string | null> {
    if (!this.#file) return null;
    return new TextDecoder().decode(await new FileSource(this.#file, end, this.path).read(start, end));
  }

  /** Resolves when everything is on the disk. */
  async close(): Promise<void> {
    await this.#file?.sync().catch(() => {});
    await this.#file?.close();
    this.#file = null;
  }

  /** In one piece: a result whose vector finds no room is not written. */
  async #append(...entries: readonly JournalEntry[]): Promise<void> {
    const lines = entries.map((entry) => Buffer.from(journalLine(entry)));
    try {
      await writeAll(this.#file!, Buffer.concat([Buffer.from(this.#scan.separator), ...lines]));
    } catch (error) {
      // Half a line would make the next one senseless.
      await this.#file!.truncate(this.#scan.end).catch(() => {});
      throw aboutPath(this.path, error);
    }
    this.#scan.end += this.#scan.separator.length;
    this.#scan.separator = '';
    for (const [index, entry] of entries.entries()) {
      const start = this.#scan.end;
      this.#scan.end += lines[index]!.length;
      this.#note(entry, { start, end: this.#scan.end - 1 });
      if (entry.kind === 'run') this.#scan.fingerprint = entry.fingerprint;
    }
  }

  #note(entry: JournalEntry, place: JournalPlace): void {
    if (entry.kind === 'run') this.records.clear();
    else if (entry.kind === 'result') {
      const { path, bytes, modified, sha256, error } = entry.record;
      this.records.set(path, {
        start: place.start,
        end: place.end,
        bytes,
        modified,
        sha256,
        failed: error !== null,
      });
    } else if (entry.kind === 'vector') this.vectors.set(entry.vector.path, place);
    else this.decisions.set(entry.path, entry.decision);
  }
}

/** The vector, if it is of the bytes that the record is of. */
export function vectorOf({ sha256 }: RunRecord, found: JournaledVector | null): PictureVector | null {
  return found && found.sha256 === sha256 ? found.vector : null;
}
