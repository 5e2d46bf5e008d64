import { CloseButton, Kbd, Modal } from '@mantine/core';
import { useEffect, useState } from 'react';
import { BROWSER_FEATURES, hasFeature } from '../../../core/browser-features';
import { useMessages } from '../../i18n/use-messages';
import classes from './help.module.css';
import { isNamed, SHORTCUTS } from './keys';

/** What the page is, its keys, and what this browser lacks. */
export default function HelpDialog({ opened, close }: { opened: boolean; close: () => void }) {
  const { help, common } = useMessages();
  // A modal that begins open does not know where the focus was.
  const [mounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []);
  return (
    <Modal.Root opened={opened && mounted} onClose={close} size="lg">
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
