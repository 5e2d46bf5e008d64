import { Button, CloseButton, Modal } from '@mantine/core';
import { useElementSize, useMediaQuery } from '@mantine/hooks';
import { IconDownload } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useMessages } from '../../i18n/use-messages';
import { useOpenedLater } from '../../parts/LazyDialog';
import { useApp, useAppStore } from '../../store/react';
import { drawHeatmap } from '../heatmap/draw';
import { ScaleChoice } from '../heatmap/HeatOptions';
import { PaintedMask, useBitmap } from '../mask/MaskedRegions';
import { currentPicture } from '../pictures/pictures.selectors';
import type { Picture } from '../pictures/pictures.slice';
import { useDisplayed } from '../pictures/use-displayed';
import { useObjectUrl } from '../pictures/use-object-url';
import { SharedNote } from '../share/SharedNote';
import type { ShareKind } from '../share/share.slice';
import { usePixelRatio } from '../stage/use-pixel-ratio';
import classes from './figure.module.css';
import { type Figure, figureOf, type Panel } from './panels';

/** The paper's figure: the picture once for every word, each with its own heat. */
export function AllWords() {
  const { getState } = useAppStore();
  const { figure, common } = useMessages();
  const opened = useOpenedLater(useApp((state) => state.figure.caption !== null));
  const picture = useApp(currentPicture);
  const narrow = useMediaQuery('(max-width: 40em)', false, { getInitialValueInEffect: false });
  return (
    <Modal.Root
      opened={opened}
      onClose={getState().figure.close}
      size="min(1200px, 92vw)"
      fullScreen={narrow}
      transitionProps={{ duration: 120 }}
    >
      <Modal.Overlay />
      <Modal.Content>
        <div className={classes.head}>
          <Modal.Title className={classes.title}>{figure.title}</Modal.Title>
          <div className={classes.saves}>
            <Save what="words-png">{common.savePng}</Save>
            <Save what="words-svg">{common.saveSvg}</Save>
            <SharedNote />
          </div>
          <CloseButton size={44} aria-label={common.close} onClick={getState().figure.close} />
        </div>
        <Modal.Body className={classes.body}>{picture && <Panels picture={picture} />}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function Save({ what, children }: { what: ShareKind; children: string }) {
  const { getState } = useAppStore();
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden="true" />}
      onClick={() => void getState().share.start(what)}
    >
      {children}
    </Button>
  );
}

function Panels({ picture }: { picture: Picture }) {
  const m = useMessages().figure;
  // The objects are new each time; their contents are not.
  const caption = useApp((state) => state.figure.caption);
  const sentence = useApp((state) => figureOf(state)?.sentence);
  const term = useApp((state) => figureOf(state)?.term);
  const computing = useApp((state) => figureOf(state)?.computing ?? false);
  const count = useApp((state) => figureOf(state)?.panels.length ?? 0);
  const masked = useApp((state) => figureOf(state)?.masked ?? NOTHING);
  const displayed = useDisplayed(picture.blob)?.blob ?? null;
  const url = useObjectUrl(displayed);
  const bitmap = useBitmap(displayed, masked.length > 0);
  if (caption === null || !url) return null;
  return (
    <>
      <p className={classes.sentence}>{sentence}</p>
      <p className={classes.term} role="status">
        {term}
        {computing && ` · ${m.computing}`}
      </p>
      <div className={classes.scale}>
        <ScaleChoice />
      </div>
      <ul className={classes.panels} aria-label={m.list}>
        {Array.from({ length: count }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a word is known by its position
          <WordPanel key={index} index={index} url={url} unseen={{ bitmap, regions: masked }} />
        ))}
      </ul>
    </>
  );
}

const NOTHING: Figure['masked'] = [];

/** What the model did not see, and the picture to blur it in. */
interface Unseen {
  bitmap: ImageBitmap | null;
  regions: Figure['masked'];
}

function WordPanel({ index, url, unseen }: { index: number; url: string; unseen: Unseen }) {
  const panel = useApp((state) => {
    const { title, note, heat } = figureOf(state)?.panels[index] ?? NO_PANEL;
    return { title, note, values: heat.values, grid: heat.grid, range: heat.range };
  });
  return (
    <li>
      <div className={classes.picture}>
        <img src={url} alt="" draggable={false} />
        <PanelHeat
          title={panel.title}
          unseen={unseen}
          heat={{ values: panel.values, grid: panel.grid, range: panel.range }}
        />
      </div>
      <span className={classes.word}>{panel.title}</span>
      <span className={classes.note}>{panel.note}</span>
    </li>
  );
}

const NO_PANEL: Panel = { title: '', note: '', heat: { values: new Float32Array(1), grid: [1, 1] } };

interface PanelHeatProps {
  title: string;
  heat: Panel['heat'];
  unseen: Unseen;
}

function PanelHeat({ title, heat: { values, grid, range }, unseen }: PanelHeatProps) {
  const { figure } = useMessages();
  const { ref, width, height } = useElementSize();
  const canvas = useRef<HTMLCanvasElement>(null);
  const dpr = usePixelRatio();
  const { palette, opacity, view } = useApp(({ heatmap }) => ({
    palette: heatmap.palette,
    opacity: heatmap.opacity,
    view: heatmap.mode,
  }));
  useEffect(() => {
    const ctx = canvas.current?.getContext('2d');
    const rect = { x: 0, y: 0, width, height };
    if (ctx) drawHeatmap(ctx, { values, grid, range }, { rect, dpr, opacity, palette, mode: view });
  }, [values, grid, range, palette, opacity, view, dpr, width, height]);
  return (
    <div ref={ref} className={classes.heat}>
      {unseen.regions.length > 0 && (
        <PaintedMask {...unseen} size={{ width, height }} testId="masked-in-panel" />
      )}
      <canvas
        ref={canvas}
        data-testid="panel"
        width={Math.max(1, Math.round(width * dpr))}
        height={Math.max(1, Math.round(height * dpr))}
        role="img"
        aria-label={figure.panel({ title })}
      />
    </div>
  );
}
