import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { WireError } from '../../../core/protocol';
import classes from './models.module.css';

interface TroubleProps {
  title: string;
  error: WireError;
  /** The one thing to do about it. */
  action: { label: string; act: () => void };
  children?: ReactNode;
}

/** What went wrong, where it did, and one thing to do. */
export function Trouble({ title, error, action, children }: TroubleProps) {
  return (
    <div role="alert" className={classes.trouble}>
      <p>
        <strong>{title}</strong> {error.message}
      </p>
      {error.detail && (
        <details>
          <summary>Details</summary>
          <code>{error.detail}</code>
        </details>
      )}
      <div className={classes.actions}>
        <Button onClick={action.act}>{action.label}</Button>
        {children}
      </div>
    </div>
  );
}
