/** What the engine needs of a tokenizer; `workers/text` implements it. */
export interface Tokenizer {
  /** [CLS], with which BERT starts a text; BLIP's own start tokens are in the manifest. */
  readonly clsId: number;
  /** Token ids of the text alone, no special tokens added. */
  encode(text: string): number[];
  /** The piece as the vocabulary spells it: a word, or a continuation that starts with `##`. */
  token(id: number): string;
  /** Pieces joined to text, special tokens left out. */
  decode(ids: readonly number[]): string;
  isSpecial(id: number): boolean;
}
