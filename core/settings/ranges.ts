/** Which numbers a setting permits. */

export type NumericRange =
  | { kind: 'integer'; min: number; max: number }
  | { kind: 'number'; min: number; max: number }
  /** Above 0 and finite. */
  | { kind: 'positive' };

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

/** What a value must be, for the end of a sentence. */
export function formatRange(range: NumericRange): string {
  switch (range.kind) {
    case 'integer':
      return `a whole number from ${range.min} to ${range.max}`;
    case 'number':
      return `a number from ${range.min} to ${range.max}`;
    case 'positive':
      return 'a number above 0';
  }
}
