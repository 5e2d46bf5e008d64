import { ActionIcon, Tooltip } from '@mantine/core';
import { useDisclosure, useWindowEvent } from '@mantine/hooks';
import { IconKeyboard } from '@tabler/icons-react';
import { lazy, Suspense, useRef } from 'react';
import { importChunk } from '../../../core/import-chunk';
import { useMessages } from '../../i18n/use-messages';
import { ErrorBoundary } from '../../parts/ErrorBoundary';
import { PartFailure } from '../../parts/Failure';
import { useAppStore } from '../../store/react';
import { actOf } from './keys';

const HelpDialog = lazy(() =>
  importChunk(async () => ({ default: (await import('../../lazy-parts')).HelpDialog })),
);

/** Listens to the page's keys, and lists them. */
export function Help() {
  const { getState } = useAppStore();
  const { help } = useMessages();
  const [opened, { open, close }] = useDisclosure();
  const wasOpened = useRef(false);
  wasOpened.current ||= opened;
  useWindowEvent('keydown', (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const { key, ctrlKey, metaKey, altKey, defaultPrevented } = event;
    const act = actOf({ key, ctrlKey, metaKey, altKey, defaultPrevented, target });
    if (act) {
      if (act(getState())) event.preventDefault();
    } else if (key === '?' && !target?.closest('input, textarea, select')) open();
  });
  return (
    <>
      <Tooltip label={help.open}>
        <ActionIcon variant="subtle" color="gray" size={44} aria-label={help.title} onClick={open}>
          <IconKeyboard size={20} />
        </ActionIcon>
      </Tooltip>
      {wasOpened.current && (
        <ErrorBoundary fallback={(error) => <PartFailure name={help.title} error={error} onRetry={null} />}>
          <Suspense>
            <HelpDialog opened={opened} close={close} />
          </Suspense>
        </ErrorBoundary>
      )}
    </>
  );
}
