import { Button } from '@mantine/core';
import { IconFolderOpen, IconPhotoPlus } from '@tabler/icons-react';
import { useMessages } from '../../i18n/use-messages';
import { RecentPart } from '../collection/CollectionPart';
import { usePicker } from './picker';
import classes from './pictures.module.css';
import { Samples } from './Samples';

/** The invitation. */
export function EmptyStage() {
  const picker = usePicker();
  const m = useMessages().pictures;
  return (
    <div className={classes.empty}>
      <div>
        <h2 className={classes.headline}>{m.headline}</h2>
        <p className={classes.promise}>{m.promise}</p>
        <div className={classes.ways}>
          <Button
            size="md"
            leftSection={<IconPhotoPlus size={20} aria-hidden="true" />}
            onClick={picker.files}
          >
            {m.choose}
          </Button>
          <Button
            size="md"
            variant="default"
            leftSection={<IconFolderOpen size={20} aria-hidden="true" />}
            onClick={picker.folder}
          >
            {m.chooseFolder}
          </Button>
          <span className={classes.also}>{m.paste}</span>
        </div>
      </div>
      <RecentPart />
      <Samples title={m.trySample} />
    </div>
  );
}
