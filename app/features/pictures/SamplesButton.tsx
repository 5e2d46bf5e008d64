import { Popover } from '@mantine/core';
import { IconPhotoStar } from '@tabler/icons-react';
import { useState } from 'react';
import { useMessages } from '../../i18n/use-messages';
import classes from './pictures.module.css';
import { Samples } from './Samples';

/** The pictures that come with the app, when there are others already. */
export function SamplesButton() {
  const [opened, setOpened] = useState(false);
  const m = useMessages().pictures;
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="top-start"
      shadow="md"
      width={320}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <button
          type="button"
          className={classes.add}
          onClick={() => setOpened(!opened)}
          aria-label={m.samples}
          title={m.samples}
        >
          <IconPhotoStar size={24} aria-hidden="true" />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={m.samples} className={classes.sampleMenu}>
        <Samples title={m.tryAnother} onTaken={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}
