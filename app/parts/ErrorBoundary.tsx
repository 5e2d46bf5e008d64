import { Component, type ReactNode } from 'react';

interface Props {
  /** What to show in place of children that threw. */
  fallback: (error: unknown) => ReactNode;
  onFailure?: () => void;
  children: ReactNode;
}

/** Shows the fallback once a child throws while it renders, or could not be loaded; the rest of the page goes on. */
export class ErrorBoundary extends Component<Props, { failure: { error: unknown } | null }> {
  override state: { failure: { error: unknown } | null } = { failure: null };

  static getDerivedStateFromError(error: unknown) {
    return { failure: { error } };
  }

  override componentDidCatch() {
    this.props.onFailure?.();
  }

  override render(): ReactNode {
    const { failure } = this.state;
    return failure ? this.props.fallback(failure.error) : this.props.children;
  }
}
