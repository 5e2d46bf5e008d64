import { Button, CloseButton } from '@mantine/core';
import { useState } from 'react';
import { ChunkError } from '../../core/import-chunk';
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

interface PartFailureProps {
  /** What the page calls the part. */
  name: string;
  error: unknown;
  /** Loads the part again; null once that was of no use. */
  onRetry: (() => void) | null;
}

/** What is shown in place of a part of the page that could not be loaded, or failed. */
export function PartFailure({ name, error, onRetry }: PartFailureProps) {
  const { page, common } = useMessages();
  const m = page.failure;
  const [read, setRead] = useState(false);
  const isLoading = error instanceof ChunkError;
  const retry = isLoading ? onRetry : null;
  const text = !isLoading ? m.stopped : retry ? m.notLoaded : m.stillNotLoaded;
  if (read) return null;
  return (
    <div role="alert" className={classes.part}>
      <span className={classes.text}>{text({ name })}</span>
      <Button size="compact-md" variant="default" onClick={retry ?? (() => location.reload())}>
        {retry ? common.tryAgain : m.reload}
      </Button>
      <CloseButton size="lg" aria-label={common.dismiss} onClick={() => setRead(true)} />
    </div>
  );
}
