/** A share 0…1 as a person reads it. Never "100%" or "0%" for what is not exactly that. */
export function percent(share: number): string {
  if (share >= 0.995 && share < 1) return '>99%';
  if (share < 0.005 && share > 0) return '<1%';
  return `${Math.round(share * 100)}%`;
}
