import { Button } from '@mantine/core';
import { IconPhotoPlus } from '@tabler/icons-react';
import { useMessages } from '../../i18n/use-messages';
import { useFilePicker } from './picker';
import classes from './pictures.module.css';
import { Samples } from './Samples';

/** The invitation. */
export function EmptyStage() {
  const pick = useFilePicker();
  const m = useMessages().pictures;
  return (
    <div className={classes.empty}>
      <div className={classes.invitation}>
        <h2 className={classes.headline}>{m.headline}</h2>
        <p className={classes.promise}>{m.promise}</p>
        <Button size="md" leftSection={<IconPhotoPlus size={20} aria-hidden="true" />} onClick={pick}>
          {m.choose}
        </Button>
        <span className={classes.also}>{m.paste}</span>
      </div>
      <Samples title={m.trySample} />
    </div>
  );
}
