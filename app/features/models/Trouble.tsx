import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { WireError } from '../../../core/protocol';
import { errorText } from '../../i18n/messages';
import { useMessages } from '../../i18n/use-messages';
import classes from './models.module.css';

interface TroubleProps {
  title: string;
  error: WireError;
  /** In place of the error's own. */
  message?: string;
  /** The one thing to do about it. */
  action: { label: string; act: () => void };
  children?: ReactNode;
}

/** What went wrong, where it did, and one thing to do. */
export function Trouble({ title, error, message, action, children }: TroubleProps) {
  const messages = useMessages();
  return (
    <div role="alert" className={classes.trouble}>
      <p>
        <strong>{title}</strong> {message ?? errorText(messages, error)}
      </p>
      {error.detail && (
        <details>
          <summary>{messages.common.details}</summary>
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
