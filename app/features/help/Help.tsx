import { ActionIcon, CloseButton, Kbd, Modal, Tooltip } from '@mantine/core';
import { useDisclosure, useWindowEvent } from '@mantine/hooks';
import { IconKeyboard } from '@tabler/icons-react';
import { BROWSER_FEATURES, hasFeature } from '../../../core/browser-features';
import { useMessages } from '../../i18n/use-messages';
import { useAppStore } from '../../store/react';
import classes from './help.module.css';
import { actOf, isNamed, SHORTCUTS } from './keys';

/** Listens to the page's keys, and lists them. */
export function Help() {
  const { getState } = useAppStore();
  const { help, common } = useMessages();
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
      <Tooltip label={help.open}>
        <ActionIcon variant="subtle" color="gray" size={44} aria-label={help.title} onClick={open}>
          <IconKeyboard size={20} />
        </ActionIcon>
      </Tooltip>
      <Modal.Root opened={opened} onClose={close} size="lg">
        <Modal.Overlay />
        <Modal.Content>
          <Modal.Body className={classes.body}>
            <div className={classes.head}>
              <Modal.Title className={classes.title}>{help.title}</Modal.Title>
              <CloseButton size={44} aria-label={common.close} onClick={close} />
            </div>
            <p className={classes.text}>{help.text}</p>
            <h3 className={classes.subtitle}>{help.keys}</h3>
            <dl className={classes.keys}>
              {SHORTCUTS.map(({ keys, does }) => (
                <div key={does}>
                  <dt>
                    {keys.map((key) => (
                      <Kbd key={key} size="md">
                        {isNamed(key) ? help.keyNames[key] : key}
                      </Kbd>
                    ))}
                  </dt>
                  <dd>{help.does[does]}</dd>
                </div>
              ))}
            </dl>
            <Lacks />
            <p className={classes.text}>
              <a href="bench.html">{help.bench}</a>
            </p>
            <p className={classes.text}>
              <a href="licenses.txt">{help.licenses}</a>
            </p>
          </Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </>
  );
}

/** What is different in this browser than in others. */
function Lacks() {
  const { help } = useMessages();
  const lacking = BROWSER_FEATURES.filter((name) => !hasFeature(name));
  if (lacking.length === 0) return null;
  return (
    <>
      <h3 className={classes.subtitle}>{help.inThisBrowser}</h3>
      <ul className={classes.lacks}>
        {lacking.map((name) => (
          <li key={name}>{help.without[name]}</li>
        ))}
      </ul>
    </>
  );
}
