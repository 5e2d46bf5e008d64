import { ActionIcon, CloseButton, Kbd, Modal, Tooltip } from '@mantine/core';
import { useDisclosure, useWindowEvent } from '@mantine/hooks';
import { IconKeyboard } from '@tabler/icons-react';
import { useAppStore } from '../../store/react';
import classes from './help.module.css';
import { actOf, SHORTCUTS } from './keys';

/** Listens to the page's keys, and lists them. */
export function Help() {
  const { getState } = useAppStore();
  const [opened, { open, close }] = useDisclosure();
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
      <Tooltip label="Help (?)">
        <ActionIcon variant="subtle" color="gray" size={44} aria-label="Help" onClick={open}>
          <IconKeyboard size={20} />
        </ActionIcon>
      </Tooltip>
      <Modal.Root opened={opened} onClose={close} size="lg">
        <Modal.Overlay />
        <Modal.Content>
          <Modal.Body className={classes.body}>
            <div className={classes.head}>
              <Modal.Title className={classes.title}>Help</Modal.Title>
              <CloseButton size={44} aria-label="Close" onClick={close} />
            </div>
            <p className={classes.text}>
              Drop pictures, or a folder of them, anywhere on the page. They are captioned on this device;
              nothing is sent anywhere. Every word of a caption is a button: move over it to see where the
              model looked, press it to keep the heat there while you look at another. Point at the picture,
              rest a finger on it, or reach it with Tab and move with the arrow keys, to read which words
              looked there.
            </p>
            <h3 className={classes.subtitle}>Keys</h3>
            <dl className={classes.keys}>
              {SHORTCUTS.map(({ keys, does }) => (
                <div key={does}>
                  <dt>
                    {keys.map((key) => (
                      <Kbd key={key} size="md">
                        {key}
                      </Kbd>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
            <p className={classes.text}>
              <a href="bench.html">How fast is it on this device?</a>
            </p>
          </Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </>
  );
}
