import { Popover } from '@mantine/core';
import { IconPhotoStar } from '@tabler/icons-react';
import { useState } from 'react';
import classes from './pictures.module.css';
import { Samples } from './Samples';

/** The pictures that come with the app, when there are others already. */
export function SamplesButton() {
  const [opened, setOpened] = useState(false);
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
          aria-label="Sample pictures"
          title="Sample pictures"
        >
          <IconPhotoStar size={24} aria-hidden="true" />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Sample pictures" className={classes.sampleMenu}>
        <Samples title="Try one of these" onTaken={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}
