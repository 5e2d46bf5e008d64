import { useMessages } from '../../i18n/use-messages';
import { LazyDialog } from '../../parts/LazyDialog';
import { useApp } from '../../store/react';

/** The explanation of the maps. */
export function DifferencePart() {
  const name = useMessages().heatmap.whatIsTheDifference;
  const opened = useApp((state) => state.difference.open);
  const load = async () => ({ default: (await import('../../lazy-parts')).Difference });
  return <LazyDialog opened={opened} name={name} load={load} />;
}
