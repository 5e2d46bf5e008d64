import { Button } from '@mantine/core';
import { IconPhotoPlus } from '@tabler/icons-react';
import { useFilePicker } from './picker';
import classes from './pictures.module.css';
import { Samples } from './Samples';

/** The invitation. */
export function EmptyStage() {
  const pick = useFilePicker();
  return (
    <div className={classes.empty}>
      <div className={classes.invitation}>
        <h2 className={classes.headline}>Drop a picture anywhere.</h2>
        <p className={classes.promise}>
          It stays on this device. The model writes captions, and shows for every word where it looked.
        </p>
        <Button size="md" leftSection={<IconPhotoPlus size={20} aria-hidden="true" />} onClick={pick}>
          Choose pictures
        </Button>
        <span className={classes.also}>or paste one</span>
      </div>
      <Samples title="Or try one of these" />
    </div>
  );
}
