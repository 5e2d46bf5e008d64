export interface Summary {
  median: number;
  min: number;
  max: number;
}

export function summarize(values: readonly number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: sorted[sorted.length >> 1]!, min: sorted[0]!, max: sorted.at(-1)! };
}

/** As `median (smallest–largest)`. */
export function told({ median, min, max }: Summary, number: (value: number) => string): string {
  return `${number(median)} (${number(min)}–${number(max)})`;
}
