import { ActionIcon, Popover, useMatches } from '@mantine/core';
import {
  IconAdjustmentsHorizontal,
  IconFlameFilled,
  IconFlameOff,
  IconLayoutGrid,
  IconPlayerPause,
  IconPlayerPlay,
  IconQuote,
  IconQuoteFilled,
  IconTrash,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import { currentRun } from '../captions/captions.selectors';
import { AllWordsPart } from '../figure/AllWordsPart';
import { HeatOptions } from '../heatmap/HeatOptions';
import { Legend } from '../heatmap/Legend';
import { TestMap } from '../map-test/TestMap';
import { MaskTool } from '../mask/MaskTool';
import type { Picture } from '../pictures/pictures.slice';
import { SharedNote } from '../share/SharedNote';
import { ShareMenu } from '../share/ShareMenu';
import { CompareMenu } from './CompareMenu';
import classes from './Stage.module.css';
import { Tool } from './Tool';

/** Below the picture: play, heatmap, legend, share, delete, look. Its panels must not cover the picture. */
export function StageBar({ picture }: { picture: Picture }) {
  const { getState } = useAppStore();
  const { stage: m, help } = useMessages();
  const { keyNames: keys, does } = help;
  const { playing, heat, sentenceLevel } = useApp(({ selection, heatmap }) => ({
    playing: selection.playing,
    heat: heatmap.visible,
    sentenceLevel: heatmap.sentenceLevel,
  }));
  // A picture of a folder stays in the folder.
  const visiting = useApp(({ pictures }) => pictures.visiting?.id === picture.id);
  const hasWords = useApp((state) => (currentRun(state)?.captions.length ?? 0) > 0);
  const [look, setLook] = useState(false);
  // It would lie on the page that it leads to; it is back when that closes.
  const lookShown = useApp(({ difference }) => look && !difference.open);
  const side = useMatches<'bottom-end' | 'right-end'>({ base: 'bottom-end', md: 'right-end' });
  const figure = useApp((state) => state.figure.caption !== null);
  return (
    <div className={classes.bar}>
      <Tool
        label={playing ? m.stopPlaying : m.play}
        shortcut={keys.space}
        disabled={!hasWords}
        onClick={() => getState().selection.togglePlay()}
      >
        {playing ? <IconPlayerPause size={20} /> : <IconPlayerPlay size={20} />}
      </Tool>
      <Tool label={m.heat} shortcut="H" pressed={heat} onClick={() => getState().heatmap.toggle()}>
        {heat ? <IconFlameFilled size={20} /> : <IconFlameOff size={20} />}
      </Tool>
      <Tool
        label={m.sentenceHeat}
        shortcut="S"
        pressed={sentenceLevel}
        disabled={!hasWords}
        onClick={() => getState().heatmap.toggleSentenceLevel()}
      >
        {sentenceLevel ? <IconQuoteFilled size={20} /> : <IconQuote size={20} />}
      </Tool>
      <Legend />
      {hasWords && <TestMap />}
      <MaskTool />
      <CompareMenu disabled={!hasWords} />
      <Tool label={does.figure} shortcut="A" disabled={!hasWords} onClick={getState().figure.open}>
        <IconLayoutGrid size={20} />
      </Tool>
      <AllWordsPart />
      <ShareMenu />
      <div className={classes.taken}>{!figure && <SharedNote />}</div>
      {!visiting && (
        <Tool label={m.remove} shortcut={keys.delete} onClick={() => getState().pictures.remove(picture.id)}>
          <IconTrash size={20} />
        </Tool>
      )}
      <Popover
        opened={lookShown}
        onChange={setLook}
        position={side}
        shadow="md"
        trapFocus
        returnFocus
        width={272}
      >
        <Popover.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={44}
            aria-label={m.options}
            onClick={() => setLook(!look)}
          >
            <IconAdjustmentsHorizontal size={20} />
          </ActionIcon>
        </Popover.Target>
        <Popover.Dropdown aria-label={m.options} className={classes.look}>
          <HeatOptions />
        </Popover.Dropdown>
      </Popover>
    </div>
  );
}
