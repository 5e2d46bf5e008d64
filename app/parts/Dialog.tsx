import { CloseButton, Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useMessages } from '../i18n/use-messages';
import classes from './parts.module.css';

interface DialogProps {
  title: string;
  onClose: () => void;
  size: 'lg' | 'xl';
  /** A click beside it does not close it. */
  busy?: boolean;
  children: ReactNode;
}

/** A dialog that is open for as long as it is shown; the whole page on a phone. */
export function Dialog({ title, onClose, size, busy = false, children }: DialogProps) {
  const { common } = useMessages();
  const narrow = useMediaQuery('(max-width: 40em)', false, { getInitialValueInEffect: false });
  return (
    <Modal.Root opened onClose={onClose} size={size} fullScreen={narrow} closeOnClickOutside={!busy}>
      <Modal.Overlay />
      <Modal.Content>
        {/* Not Mantine's header: that is a landmark, and the page has one. */}
        <Modal.Body>
          <div className={classes.head}>
            <Modal.Title className={classes.title}>{title}</Modal.Title>
            <CloseButton size={44} aria-label={common.close} onClick={onClose} />
          </div>
          {children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
