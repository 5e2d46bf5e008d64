import classes from './meter.module.css';

/** A share as a bar; the number beside it says the same. */
export function Meter({ share }: { share: number }) {
  return (
    <span className={classes.meter} aria-hidden="true">
      <span style={{ width: `${share * 100}%` }} />
    </span>
  );
}
