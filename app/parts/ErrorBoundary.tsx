import { Component, type ReactNode } from 'react';

interface Props {
  /** What to show in place of children that threw. */
  fallback: ReactNode;
  children: ReactNode;
}

/** Shows the fallback once a child throws while it renders, or could not be loaded; the rest of the page goes on. */
export class ErrorBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}
