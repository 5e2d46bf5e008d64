import { type ComponentType, lazy, Suspense, useState } from 'react';
import { importChunk } from '../../core/import-chunk';
import { ErrorBoundary } from './ErrorBoundary';
import { PartFailure } from './Failure';

interface LazyPartProps {
  /** What the page calls the part. */
  name: string;
  load: () => Promise<{ default: ComponentType }>;
  /** Shows the part again, with another key; null once that was of no use. */
  onRetry: (() => void) | null;
  onFailure?: () => void;
}

/** A part of the page that is loaded when it is first shown. If that fails, it says so in its place. */
export function LazyPart({ name, load, onRetry, onFailure }: LazyPartProps) {
  // What `lazy` returns remembers a failure.
  const [Part] = useState(() => lazy(() => importChunk(load)));
  const fallback = (error: unknown) => <PartFailure name={name} error={error} onRetry={onRetry} />;
  return (
    <ErrorBoundary fallback={fallback} onFailure={onFailure}>
      <Suspense>
        <Part />
      </Suspense>
    </ErrorBoundary>
  );
}
