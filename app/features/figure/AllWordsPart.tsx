import { useMessages } from '../../i18n/use-messages';
import { LazyDialog } from '../../parts/LazyDialog';
import { useApp } from '../../store/react';

/** All words side by side. */
export function AllWordsPart() {
  const name = useMessages().figure.title;
  const opened = useApp((state) => state.figure.caption !== null);
  const load = async () => ({ default: (await import('../../lazy-parts')).AllWords });
  return <LazyDialog opened={opened} name={name} load={load} />;
}
