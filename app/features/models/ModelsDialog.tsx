import { ActionIcon, CloseButton, Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowLeft } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import { AddModel } from './install/AddModel';
import { GivenPictures } from './install/GivenPictures';
import { Jobs } from './install/Jobs';
import { Review } from './install/Review';
import { Installed } from './library/Installed';
import { StorageLine } from './library/StorageLine';
import classes from './models.module.css';

/** The model manager: what is installed, what comes in, what could; or a close look at one. A sheet on a phone. */
export default function ModelsDialog() {
  const { getState } = useAppStore();
  const { models, common } = useMessages();
  const opened = useOpened();
  const news = useApp((state) => state.library.liveMessage);
  const reviewing = useApp((state) => state.review.current !== null);
  const narrow = useMediaQuery('(max-width: 40em)', false, { getInitialValueInEffect: false });
  const heading = useFocusOnChange(reviewing);
  return (
    <Modal.Root
      opened={opened}
      onClose={getState().library.closeDialog}
      size={720}
      fullScreen={narrow}
      transitionProps={{ duration: 120 }}
    >
      <Modal.Overlay />
      <Modal.Content>
        <div className={classes.head}>
          {reviewing && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size={44}
              aria-label={models.back}
              onClick={getState().review.close}
            >
              <IconArrowLeft size={20} />
            </ActionIcon>
          )}
          <Modal.Title ref={heading} tabIndex={-1} className={classes.title}>
            {reviewing ? models.reviewTitle : models.title}
          </Modal.Title>
          <CloseButton size={44} aria-label={common.close} onClick={getState().library.closeDialog} />
        </div>
        <Modal.Body className={classes.body}>
          {reviewing ? (
            <Review />
          ) : (
            <>
              <GivenPictures />
              <Jobs />
              <Installed />
              <StorageLine />
              <AddModel />
            </>
          )}
          <span role="status" className="visually-hidden">
            {news}
          </span>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** Open one render later than asked at first: a modal that begins open does not know where the focus was. */
function useOpened(): boolean {
  const opened = useApp((state) => state.library.dialogOpen);
  const [mounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []);
  return opened && mounted;
}

/** Where the content of the dialog changes as a whole, the focus goes to its new title. */
function useFocusOnChange(step: boolean) {
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current !== step) heading.current?.focus();
    shown.current = step;
  }, [step]);
  return heading;
}
