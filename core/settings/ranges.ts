/** What a setting permits. */

/** The numbers that a setting permits. */
export type NumericRange =
  | { kind: 'integer'; min: number; max: number }
  | { kind: 'number'; min: number; max: number }
  /** Above 0 and finite. */
  | { kind: 'positive' };

/** A number, or a text shorter than so many tokens. */
export type Permitted = NumericRange | { kind: 'text'; below: number };

export function isPermitted(range: NumericRange, value: number): boolean {
  switch (range.kind) {
    case 'integer':
      return Number.isInteger(value) && value >= range.min && value <= range.max;
    case 'number':
      return value >= range.min && value <= range.max;
    case 'positive':
      return Number.isFinite(value) && value > 0;
  }
}

/** The range alone, of a setting that tells more. */
export function rangeAlone(range: NumericRange): NumericRange {
  const { kind } = range;
  return kind === 'positive' ? { kind } : { kind, min: range.min, max: range.max };
}

/** What a value must be, for the end of a sentence. */
export function formatPermitted(permitted: Permitted): string {
  switch (permitted.kind) {
    case 'integer':
      return `a whole number from ${permitted.min} to ${permitted.max}`;
    case 'number':
      return `a number from ${permitted.min} to ${permitted.max}`;
    case 'positive':
      return 'a number above 0';
    case 'text':
      return `shorter than ${permitted.below} tokens`;
  }
}
