import { CloseButton, Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useApp, useAppStore } from '../../store/react';
import { METHOD_NAMES, METHODS } from '../heatmap/methods';
import classes from './difference.module.css';
import { type MethodFigures, POINTING } from './figures';

/** One page in plain words: what the maps are, how they differ, and which to look at first. */
export function Difference() {
  const { getState } = useAppStore();
  const opened = useApp((state) => state.difference.open);
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
          <Modal.Title className={classes.title}>What is the difference?</Modal.Title>
          <CloseButton size={44} aria-label="Close" onClick={close} />
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
  return (
    <section>
      <p>Three questions can be asked about a word. Each has a map of its own.</p>
      {METHOD_NAMES.map((name) => (
        <div key={name}>
          <h3>{METHODS[name].label}</h3>
          <p className={classes.term}>{METHODS[name].term}</p>
          <p>{METHODS[name].explanation}</p>
        </div>
      ))}
    </section>
  );
}

function Evidence() {
  return (
    <section>
      <h3>Which map is right?</h3>
      <p>
        On drawn scenes it is known where each thing is. So a map can be tested: does its hottest spot lie on
        the thing that the word names? This is the pointing game, here with the demo model, in percent of the
        nouns. The last column says how alike the maps of different words are (correlation): 1 would be the
        same blob for every word.
      </p>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Map</th>
            {['Layer 0', 'Layer 1', 'Layer 2', 'All', 'Alike'].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {POINTING.map((figures) => (
            <FiguresRow key={figures.name} figures={figures} />
          ))}
        </tbody>
      </table>
      <p>
        <strong>What you see first</strong> is where it looked, because that map is there the moment the word
        is, and points right nearly as often. Ask what made it say the word when it matters: those maps point
        right a little more often, and each word has its own. The match answers for the sentence as a whole;
        use it when the question is whether picture and text belong together.
      </p>
    </section>
  );
}

function FiguresRow({ figures: { name, layers, together, alike } }: { figures: MethodFigures }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      {[0, 1, 2].map((layer) => (
        <td key={layer}>{layers?.[layer] ?? '–'}</td>
      ))}
      <td>
        <strong>{together}</strong>
      </td>
      <td>{alike?.toFixed(2) ?? '–'}</td>
    </tr>
  );
}

function Layers() {
  return (
    <section>
      <h3>Layers and heads</h3>
      <p>
        The model reads the picture several times over, once in each layer: three times in the demo model,
        twelve in BLIP. Within a layer several heads look at once, each at something else. A single layer or
        head can show what the others hide, and often shows nothing of use: in the demo model the first layer
        of the captioner points right half the time, and the last one of the matcher never does.
      </p>
      <p>
        Therefore all layers together are the default: which single one is best differs from model to model,
        and in the demo model all together were never more than two in a hundred behind it. The exception is a
        matcher of more than seven layers, which shows layer 7, as LAVIS does.
      </p>
    </section>
  );
}

function Scales() {
  return (
    <section>
      <h3>“Most” of what?</h3>
      <p>
        With <strong>each word</strong>, every word has the full scale: its own strongest spot is “most”. You
        see where each one looked, however faintly. With <strong>the sentence</strong>, all its words share
        one scale: you see which words looked hard, and faint ones stay faint.
      </p>
    </section>
  );
}
