import { CloseButton, Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useMessages } from '../i18n/use-messages';
import classes from './parts.module.css';

interface DialogProps {
  opened: boolean;
  title: string;
  onClose: () => void;
  size: 'lg' | 'xl';
  /** Made anew each time it opens. */
  children: ReactNode;
}

/** A dialog with a form, which a click beside it does not close; the whole page on a phone. */
export function Dialog({ opened, title, onClose, size, children }: DialogProps) {
  const { common } = useMessages();
  const narrow = useMediaQuery('(max-width: 40em)', false, { getInitialValueInEffect: false });
  return (
    <Modal.Root opened={opened} onClose={onClose} size={size} fullScreen={narrow} closeOnClickOutside={false}>
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
