import type { Capability } from '../../../core/protocol';
import { useMessages } from '../../i18n/use-messages';
import { shownCapabilities } from './capability-labels';
import classes from './models.module.css';

/** What a model is for, in a word each. */
export function CapabilityBadges({ capabilities }: { capabilities: readonly Capability[] }) {
  const m = useMessages().models;
  return (
    <ul className={classes.badges} aria-label={m.madeFor}>
      {shownCapabilities(capabilities).map((one) => (
        <li key={one}>{m.badges[one]}</li>
      ))}
    </ul>
  );
}
