import { useElementSize } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import type { WireError } from '../../../core/protocol';
import { errorText } from '../../i18n/messages';
import { useMessages } from '../../i18n/use-messages';
import { useApp } from '../../store/react';
import { currentRun } from '../captions/captions.selectors';
import { ranking, textOf } from '../captions/run';
import { DifferencePart } from '../difference/DifferencePart';
import { HeatStatus } from '../heatmap/HeatStatus';
import { Overlay } from '../heatmap/Overlay';
import { isComparing } from '../heatmap/shown-heat';
import { WordsHere } from '../heatmap/WordsHere';
import { MarkLayer } from '../mask/MarkLayer';
import { MaskBar } from '../mask/MaskBar';
import { MaskedRegions } from '../mask/MaskedRegions';
import { EmptyStage } from '../pictures/EmptyStage';
import { currentPicture } from '../pictures/pictures.selectors';
import type { Picture } from '../pictures/pictures.slice';
import { type Displayed, useDisplayed } from '../pictures/use-displayed';
import { useObjectUrl } from '../pictures/use-object-url';
import { ComparisonLabel } from './ComparisonLabel';
import { contain, type Size } from './contain';
import classes from './Stage.module.css';
import { StageBar } from './StageBar';

/** The picture, as large as fits, with the heat exactly on it; before there is one, the invitation. */
export function Stage() {
  const m = useMessages().stage;
  const picture = useApp(currentPicture);
  const restored = useApp((state) => state.device.restored);
  return (
    <section aria-label={m.region} className={classes.stage}>
      {picture ? (
        <>
          <Viewer key={picture.id} picture={picture} />
          <MaskBar />
          <StageBar picture={picture} />
          <HeatStatus />
          <DifferencePart />
        </>
      ) : (
        restored && <EmptyStage />
      )}
    </section>
  );
}

/** One picture, or two side by side: on a narrow page one above the other. */
function Viewer({ picture }: { picture: Picture }) {
  const comparison = useApp((state) =>
    state.heatmap.comparison === 'other' && !isComparing(state) ? 'nothing' : state.heatmap.comparison,
  );
  const alt = useAlt(picture);
  const run = useApp((state) => currentRun(state)?.id);
  const displayed = useDisplayed(picture.blob, null, run);
  const pane = { name: picture.name, displayed };
  return (
    <div className={classes.well} data-panes={comparison === 'nothing' ? 1 : 2}>
      {comparison !== 'nothing' && (
        <Pane key="comparison" {...pane} alt="" label={<ComparisonLabel pinned />}>
          {(size) => (
            <>
              <MaskedRegions blob={displayed?.blob ?? null} size={size} pinned />
              {comparison === 'other' && <Overlay size={size} pinned />}
            </>
          )}
        </Pane>
      )}
      <Pane key="main" {...pane} alt={alt} label={comparison !== 'nothing' && <ComparisonLabel />}>
        {(size) => (
          <>
            <MaskedRegions blob={displayed?.blob ?? null} size={size} />
            <Overlay size={size} />
            <WordsHere />
            <MarkLayer />
          </>
        )}
      </Pane>
    </div>
  );
}

interface PaneProps {
  /** The file's. */
  name: string;
  displayed: Displayed | null;
  alt: string;
  /** Above it. */
  label: ReactNode;
  /** What lies exactly on the picture. */
  children: (size: Size) => ReactNode;
}

/** The picture as large as fits, and what lies on it. */
function Pane({ name, displayed, alt, label, children }: PaneProps) {
  const url = useObjectUrl(displayed?.blob ?? null);
  const { ref, width, height } = useElementSize();
  const [natural, setNatural] = useState<Size | 'broken' | null>(null);
  const frame =
    natural && natural !== 'broken' ? contain(natural, { width, height }) : { width: 0, height: 0 };
  return (
    <div className={classes.pane}>
      <div ref={ref} className={classes.space}>
        {natural === 'broken' && <Unreadable name={name} error={displayed?.error ?? null} />}
        {!displayed && <Preparing name={name} />}
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
            {children(frame)}
            {label && (
              <div className={classes.label} style={{ maxWidth: width }}>
                {label}
              </div>
            )}
          </div>
        )}
      </div>
    </div>
  );
}

function Unreadable({ name, error }: { name: string; error: WireError | null }) {
  const messages = useMessages();
  return (
    <p className={classes.broken}>
      {messages.stage.unreadable({ name })} {error && errorText(messages, error)}
    </p>
  );
}

/** Pictures that the browser shows as they are do not take long enough for it to be seen. */
function Preparing({ name }: { name: string }) {
  const m = useMessages().stage;
  return <p className={classes.preparing}>{m.preparing({ name })}</p>;
}

/** The best caption once there is one, until then the file's name. */
function useAlt({ name }: Picture): string {
  return useApp((state) => {
    const run = currentRun(state);
    const best = run && run.status !== 'streaming' ? run.captions[ranking(run)[0] ?? -1] : undefined;
    return (best && textOf(best)) || name;
  });
}
