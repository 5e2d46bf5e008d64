import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useMessages } from '../../../i18n/use-messages';
import { useApp, useAppStore } from '../../../store/react';
import classes from '../models.module.css';

/** Pictures that were given in place of a model, to be added where pictures are. */
export function GivenPictures() {
  const { getState } = useAppStore();
  const { models, common } = useMessages();
  const m = models.givenPictures;
  const pictures = useApp((state) => state.review.pictures);
  const add = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (pictures.length > 0) add.current?.focus();
  }, [pictures]);
  if (pictures.length === 0) return null;
  const [first] = pictures;
  return (
    <div role="alert" className={classes.trouble}>
      <p>{m.text({ count: pictures.length, name: first?.file.name ?? '' })}</p>
      <div className={classes.actions}>
        <Button ref={add} onClick={getState().review.captionPictures}>
          {m.add({ count: pictures.length })}
        </Button>
        <Button variant="default" onClick={getState().review.forgetPictures}>
          {common.cancel}
        </Button>
      </div>
    </div>
  );
}
