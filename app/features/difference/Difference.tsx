import { CloseButton, Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { rich, strong } from '../../i18n/rich';
import { useMessages } from '../../i18n/use-messages';
import { useOpenedLater } from '../../parts/LazyDialog';
import { useApp, useAppStore } from '../../store/react';
import { METHOD_NAMES } from '../heatmap/methods';
import classes from './difference.module.css';
import { type MethodFigures, POINTING } from './figures';

/** One page in plain words: what the maps are, how they differ, and which to look at first. */
export function Difference() {
  const { getState } = useAppStore();
  const { heatmap, common } = useMessages();
  const opened = useOpenedLater(useApp((state) => state.difference.open));
  const narrow = useMediaQuery('(max-width: 40em)', false, { getInitialValueInEffect: false });
  const close = () => getState().difference.setOpen(false);
  return (
    <Modal.Root
      opened={opened}
      onClose={close}
      size="min(760px, 92vw)"
      fullScreen={narrow}
      transitionProps={{ duration: 120 }}
    >
      <Modal.Overlay />
      <Modal.Content>
        <div className={classes.head}>
          <Modal.Title className={classes.title}>{heatmap.whatIsTheDifference}</Modal.Title>
          <CloseButton size={44} aria-label={common.close} onClick={close} />
        </div>
        <Modal.Body className={classes.body}>
          <Methods />
          <Evidence />
          <Layers />
          <Scales />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function Methods() {
  const { difference, heatmap } = useMessages();
  return (
    <section>
      <p>{difference.methods}</p>
      {METHOD_NAMES.map((name) => (
        <div key={name}>
          <h3>{heatmap.methods[name].label}</h3>
          <p className={classes.term}>{heatmap.methods[name].term}</p>
          <p>{heatmap.methods[name].explanation}</p>
        </div>
      ))}
    </section>
  );
}

function Evidence() {
  const m = useMessages().difference;
  const { map, layer, all, alike } = m.columns;
  return (
    <section>
      <h3>{m.evidenceTitle}</h3>
      <p>{m.evidence}</p>
      <table className={classes.table}>
        <thead>
          <tr>
            {[map, ...LAYERS.map((index) => layer({ layer: index })), all, alike].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {POINTING.map((figures) => (
            <FiguresRow key={figures.of} figures={figures} />
          ))}
        </tbody>
      </table>
      <p>{rich(m.first, { b: strong })}</p>
    </section>
  );
}

const LAYERS = [0, 1, 2];

function FiguresRow({ figures: { of, layers, together, alike } }: { figures: MethodFigures }) {
  const { difference, heatmap, format } = useMessages();
  const name = of === 'centre' || of === 'noise' ? difference[of] : heatmap.methods[of].label;
  return (
    <tr>
      <th scope="row">{name}</th>
      {LAYERS.map((layer) => (
        <td key={layer}>{layers?.[layer] ?? '–'}</td>
      ))}
      <td>
        <strong>{together}</strong>
      </td>
      <td>{alike === null ? '–' : format.number(alike, 2)}</td>
    </tr>
  );
}

function Layers() {
  const m = useMessages().difference;
  return (
    <section>
      <h3>{m.layersTitle}</h3>
      <p>{m.layers}</p>
      <p>{m.layersDefault}</p>
    </section>
  );
}

function Scales() {
  const m = useMessages().difference;
  return (
    <section>
      <h3>{m.scaleTitle}</h3>
      <p>{rich(m.scale, { b: strong })}</p>
    </section>
  );
}
