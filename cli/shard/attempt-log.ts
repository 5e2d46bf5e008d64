/**
 * What an attempt at a shard has made, line by line as it happens, so that the next one goes on from there; and which
 * pictures it had in hand, so that a picture that ends the program is found out.
 */
import { closeSync, futimesSync, openSync, readSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { PictureRecord } from '../../core/collection.ts';
import {
  type Attempt,
  attemptFile,
  beginAttempt,
  deadAttempts,
  newAttempt,
  removeAttempt,
} from './attempt-files.ts';

/** Of a picture with certain bytes and texts; the rest of its record says where it lies. */
export type MadeResult = Pick<PictureRecord, 'sha256' | 'width' | 'height' | 'texts'>;

type Line =
  | { fingerprint: string; deaths: readonly [sha256: string, attempt: string, alone: boolean][] }
  | { hand: readonly string[] }
  | { key: string; made: MadeResult };

/** Of a line, with its end. */
interface Place {
  start: number;
  length: number;
}

/** A picture with which the program was lost so often, once with that one only, is not tried again. */
const MAX_DEATHS = 2;

export interface AttemptOptions {
  folder: string;
  id: string;
  /** Results of others are not used. */
  fingerprint: string;
  /** The attempt before was ended from outside: its pictures in hand are not suspected. */
  forgive: boolean;
}

export class AttemptLog {
  readonly path: string;
  readonly #fd: number;
  #size = 0;
  #isOpen = true;
  readonly #made = new Map<string, Place>();
  #lastHand: Place = { start: 0, length: 0 };
  /** By picture: the attempts that were lost with it in hand, and whether with it only. */
  readonly #deaths = new Map<string, Map<string, boolean>>();
  /** SHA-256 of pictures; a picture may be there twice. */
  readonly #hand: string[] = [];

  private constructor(
    private readonly options: AttemptOptions,
    readonly attempt: Attempt,
    private readonly end: () => void,
  ) {
    this.path = this.file('log');
    this.#fd = openSync(this.path, 'wx+');
  }

  /** Begins an attempt with what those before have left. */
  static async open(options: AttemptOptions): Promise<AttemptLog> {
    const attempt = newAttempt();
    const log = new AttemptLog(options, attempt, beginAttempt(attempt));
    try {
      await log.#fold();
      return log;
    } catch (error) {
      await log.remove();
      throw error;
    }
  }

  /** A file of this attempt. */
  file(kind: string): string {
    return attemptFile(this.options.folder, this.options.id, this.attempt, kind);
  }

  /** Whether the program was lost with the picture in hand: it is captioned by itself. */
  isSuspect(sha256: string): boolean {
    return this.#deaths.has(sha256) && !this.isPoison(sha256);
  }

  get hasSuspects(): boolean {
    return [...this.#deaths.keys()].some((sha256) => this.isSuspect(sha256));
  }

  isPoison(sha256: string): boolean {
    const deaths = [...(this.#deaths.get(sha256)?.values() ?? [])];
    return deaths.length >= MAX_DEATHS && deaths.includes(true);
  }

  /** Takes a picture in hand, before anything is done with its bytes. */
  take(sha256: string): void {
    this.#hand.push(sha256);
    this.#lastHand = this.#write({ hand: this.#hand });
  }

  /** The picture is done, with or without a result. */
  drop(sha256: string): void {
    const at = this.#hand.indexOf(sha256);
    if (at >= 0) this.#hand.splice(at, 1);
    this.#lastHand = this.#write({ hand: this.#hand });
    if (!this.isPoison(sha256)) this.#deaths.delete(sha256);
  }

  add(key: string, made: MadeResult): void {
    this.#made.set(key, this.#write({ key, made }));
  }

  has(key: string): boolean {
    return this.#made.has(key);
  }

  /** What was made of a picture, or null. */
  find(key: string): MadeResult | null {
    const place = this.#made.get(key);
    if (!place) return null;
    const bytes = Buffer.alloc(place.length);
    readSync(this.#fd, bytes, 0, place.length, place.start);
    const line: Line = JSON.parse(bytes.toString());
    return 'made' in line ? line.made : null;
  }

  /** The attempt ends before its time, in good order: its results stay for the next one, and no picture is suspected. */
  leave(): void {
    const { start, length } = this.#lastHand;
    const blank = JSON.stringify({ hand: [] }).padEnd(length - 1);
    try {
      // In place, as the disk may be full.
      if (length > 0) writeSync(this.#fd, blank, start);
      // As nobody has touched it for long: the attempt is over, though its process may take seconds to end.
      futimesSync(this.#fd, 0, 0);
    } finally {
      this.#close();
    }
  }

  /** The attempt is over, and its results are used up or useless. */
  async remove(): Promise<void> {
    this.#close();
    await removeAttempt(this.options.folder, this.options.id, this.attempt);
  }

  #close(): void {
    this.#isOpen = false;
    closeSync(this.#fd);
    this.end();
  }

  /** Takes over what attempts that are over have left. */
  async #fold(): Promise<void> {
    const { folder, id, fingerprint } = this.options;
    const dead = await deadAttempts(folder, id, this.path);
    const logs = await Promise.all(
      dead.map(async (attempt) => ({
        name: attempt.random,
        lines: linesIn(await readFile(attemptFile(folder, id, attempt, 'log'), 'utf8').catch(() => '')),
      })),
    );
    for (const { name, lines } of logs) this.#countDeaths(name, lines);
    this.#write({ fingerprint, deaths: this.#listDeaths() });
    for (const { lines } of logs) if (fingerprintIn(lines) === fingerprint) this.#takeResults(lines);
    for (const attempt of dead) await removeAttempt(folder, id, attempt);
  }

  /** Each death has the name of its attempt, so that none counts twice. */
  #countDeaths(name: string, lines: readonly Line[]): void {
    for (const line of lines) {
      if ('deaths' in line)
        for (const [sha256, attempt, alone] of line.deaths) this.#addDeath(sha256, attempt, alone);
    }
    const hand = new Set(lines.findLast((line) => 'hand' in line)?.hand);
    if (this.options.forgive) return;
    for (const sha256 of hand) this.#addDeath(sha256, name, hand.size === 1);
  }

  #addDeath(sha256: string, attempt: string, alone: boolean): void {
    const deaths = this.#deaths.get(sha256) ?? new Map<string, boolean>();
    this.#deaths.set(sha256, deaths.set(attempt, alone));
  }

  #listDeaths(): [string, string, boolean][] {
    return [...this.#deaths].flatMap(([sha256, deaths]) =>
      [...deaths].map(([attempt, alone]): [string, string, boolean] => [sha256, attempt, alone]),
    );
  }

  #takeResults(lines: readonly Line[]): void {
    for (const line of lines) if ('made' in line && !this.has(line.key)) this.add(line.key, line.made);
  }

  /** At once, so that the line is there whatever comes next. */
  #write(line: Line): Place {
    // A picture that was read ahead comes too late: the number of the file may be another one's.
    if (!this.#isOpen) throw new Error('The attempt is over.');
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    const start = this.#size;
    for (let written = 0; written < bytes.length; )
      written += writeSync(this.#fd, bytes, written, bytes.length - written, start + written);
    this.#size += bytes.length;
    return { start, length: bytes.length };
  }
}

function fingerprintIn(lines: readonly Line[]): string | null {
  const first = lines.find((line) => 'fingerprint' in line);
  return first?.fingerprint ?? null;
}

/** Without a last line that is torn. */
function linesIn(text: string): Line[] {
  return text
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as Line];
      } catch {
        return [];
      }
    });
}
