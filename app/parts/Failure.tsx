import { Button } from '@mantine/core';
import { useMessages } from '../i18n/use-messages';
import classes from './parts.module.css';

/** What is shown when the page itself cannot be rendered. */
export function PageFailure({ onReset }: { onReset: () => void }) {
  const m = useMessages().page.failure;
  return (
    <main role="alert" className={classes.page}>
      <p>{m.page}</p>
      <Button onClick={() => location.reload()}>{m.reload}</Button>
      <Button variant="default" onClick={onReset}>
        {m.reset}
      </Button>
    </main>
  );
}

/** What is shown where a part of the page could not be loaded. */
export function PartFailure() {
  const m = useMessages().page.failure;
  return (
    <span role="alert" className={classes.part}>
      {m.part}
      <Button size="compact-md" variant="default" onClick={() => location.reload()}>
        {m.reload}
      </Button>
    </span>
  );
}
