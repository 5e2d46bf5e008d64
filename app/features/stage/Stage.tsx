import { useElementSize } from '@mantine/hooks';
import { useState } from 'react';
import { useApp } from '../../store/react';
import { ranking, textOf } from '../captions/run';
import { currentRun } from '../heatmap/heatmap.slice';
import { Overlay } from '../heatmap/Overlay';
import { EmptyStage } from '../pictures/EmptyStage';
import type { Picture } from '../pictures/pictures.slice';
import { useObjectUrl } from '../pictures/use-object-url';
import { contain, type Size } from './contain';
import classes from './Stage.module.css';
import { StageBar } from './StageBar';

/** The picture, as large as fits, with the heat exactly on it; before there is one, the invitation. */
export function Stage() {
  const picture = useApp(({ pictures, currentId }) => pictures.find(({ id }) => id === currentId));
  const restored = useApp((state) => state.restored);
  return (
    <section aria-label="Picture" className={classes.stage}>
      {picture ? (
        <>
          <Viewer key={picture.id} picture={picture} />
          <StageBar picture={picture} />
        </>
      ) : (
        restored && <EmptyStage />
      )}
    </section>
  );
}

function Viewer({ picture }: { picture: Picture }) {
  const url = useObjectUrl(picture.blob);
  const alt = useAlt(picture);
  const { ref, width, height } = useElementSize();
  const [natural, setNatural] = useState<Size | 'broken' | null>(null);
  const frame =
    natural && natural !== 'broken' ? contain(natural, { width, height }) : { width: 0, height: 0 };
  return (
    <div ref={ref} className={classes.well}>
      {natural === 'broken' && <p className={classes.broken}>“{picture.name}” cannot be shown here.</p>}
      {url && (
        <div className={classes.frame} style={frame} hidden={natural === 'broken'}>
          <img
            className={classes.picture}
            src={url}
            alt={alt}
            draggable={false}
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
              setNatural({ width: naturalWidth, height: naturalHeight })
            }
            onError={() => setNatural('broken')}
          />
          <Overlay size={frame} />
        </div>
      )}
    </div>
  );
}

/** The best caption once there is one, until then the file's name. */
function useAlt({ name }: Picture): string {
  return useApp((state) => {
    const run = currentRun(state);
    const best = run && run.status !== 'streaming' ? run.captions[ranking(run)[0] ?? -1] : undefined;
    return (best && textOf(best)) || name;
  });
}
