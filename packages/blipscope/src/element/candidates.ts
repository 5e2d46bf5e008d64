import type { Blip, CaptionMatch, CaptionSettings } from '../index.ts';

/** A text that the model wrote. */
export interface Candidate {
  text: string;
  /** How well it fits the picture; null without a matcher. */
  match: CaptionMatch | null;
}

/** As much of the client as the element uses. */
export type CaptionClient = Pick<Blip, 'caption'>;

/** The texts for one picture. Once all were proposed, the model samples others. */
export class Candidates {
  /** All of the last run, best first. */
  all: readonly Candidate[] = [];
  readonly #file: Blob;
  readonly #proposed = new Set<string>();
  #runs = 0;

  constructor(file: Blob) {
    this.#file = file;
  }

  async next(
    client: CaptionClient,
    settings: Partial<CaptionSettings>,
    signal: AbortSignal,
  ): Promise<Candidate | null> {
    let found = this.#waiting();
    if (!found) {
      this.all = await this.#run(client, settings, signal);
      found = this.#waiting() ?? this.all[0];
    }
    if (found) this.#proposed.add(found.text);
    return found ?? null;
  }

  #waiting(): Candidate | undefined {
    return this.all.find(({ text }) => !this.#proposed.has(text));
  }

  async #run(
    client: CaptionClient,
    settings: Partial<CaptionSettings>,
    signal: AbortSignal,
  ): Promise<Candidate[]> {
    const { seed = 0 } = settings;
    const sampled = this.#runs > 0 && { method: 'nucleus' as const, seed: seed + this.#runs };
    const { captions } = await client.caption(this.#file, { ...settings, ...sampled }, { signal }).result;
    this.#runs += 1;
    return captions
      .map(({ text, match }) => ({ text, match }))
      .filter(({ text }) => text !== '')
      .sort((a, b) => (b.match?.probability ?? 0) - (a.match?.probability ?? 0));
  }
}
