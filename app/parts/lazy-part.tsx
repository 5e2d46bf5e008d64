import { type ComponentType, type LazyExoticComponent, lazy, type ReactNode, Suspense } from 'react';
import { ErrorBoundary } from './ErrorBoundary';
import { PartFailure } from './Failure';
import { importChunk } from './import-chunk';

/** A component that is loaded when it is first shown, inside `LazyPart`. */
export function lazyPart(
  load: () => Promise<{ default: ComponentType }>,
): LazyExoticComponent<ComponentType> {
  return lazy(() => importChunk(load));
}

/** Where a part of the page is loaded; if that fails, it says so in its place. */
export function LazyPart({ children }: { children: ReactNode }) {
  return (
    <ErrorBoundary fallback={<PartFailure />}>
      <Suspense>{children}</Suspense>
    </ErrorBoundary>
  );
}
