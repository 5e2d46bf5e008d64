/** More reports than a person can see would only keep the page busy. */
const STEPS = 400;

/** Passes on the first report, the last, and one for each 1/400 of the way. */
export function throttleProgress(
  report: (done: number, total: number) => void,
): (done: number, total: number) => void {
  let last: number | null = null;
  return (done, total) => {
    const step = total === 0 ? STEPS : Math.floor((done / total) * STEPS);
    if (step === last) return;
    last = step;
    report(done, total);
  };
}
