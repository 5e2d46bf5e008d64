import { Button, CloseButton, Popover, Progress, SegmentedControl, Tooltip, useMatches } from '@mantine/core';
import { IconTestPipe } from '@tabler/icons-react';
import { errorText } from '../../i18n/messages';
import { useMessages } from '../../i18n/use-messages';
import type { App } from '../../store/app-state';
import { useApp, useAppStore } from '../../store/react';
import { Curves } from './Curves';
import classes from './map-test.module.css';
import type { MapTest } from './map-test.slice';
import { isReworded, type MapOf, testable } from './target';
import { doubtText, dropText, outcomeOf } from './verdict';

/** Next to the legend: tests the map on the picture and shows the result. */
export function TestMap() {
  const { getState } = useAppStore();
  const { mapTest: m, common } = useMessages();
  const opened = useApp((state) => state.mapTest.panelOpen);
  const side = useMatches<'bottom-end' | 'right-end'>({ base: 'bottom-end', md: 'right-end' });
  return (
    <Popover
      opened={opened}
      onChange={(open) => !open && getState().mapTest.closePanel()}
      position={side}
      shadow="md"
      trapFocus
      returnFocus
      width={320}
      // The button has the target's roles, not the anchor.
      withRoles={false}
    >
      <Tooltip label={m.openHint}>
        <Button
          className={classes.open}
          variant="default"
          size="compact-md"
          aria-label={m.open}
          aria-haspopup="dialog"
          aria-expanded={opened}
          onClick={getState().mapTest.openPanel}
        >
          <IconTestPipe size={16} aria-hidden="true" />
          <span className={classes.label}>{m.open}</span>
        </Button>
      </Tooltip>
      <Popover.Target>
        <span className={classes.anchor} />
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={m.dialog} className={classes.panel}>
        <div className={classes.head}>
          <h3 className={classes.title}>{m.title}</h3>
          <CloseButton size={44} aria-label={common.close} onClick={getState().mapTest.closePanel} />
        </div>
        <TestPanel />
      </Popover.Dropdown>
    </Popover>
  );
}

/** The word in view, else the sentence; a word can be left for its sentence. */
function TestPanel() {
  const word = useApp((state) => testable(state, 'word').target?.word ?? null);
  const of = useApp((state) => state.mapTest.subject);
  return (
    <>
      {word !== null && <Which word={word} of={of} />}
      <Tested of={word === null ? 'sentence' : of} />
    </>
  );
}

function Which({ word, of }: { word: string; of: MapOf }) {
  const m = useMessages().mapTest;
  const { getState } = useAppStore();
  return (
    <SegmentedControl<MapOf>
      fullWidth
      aria-label={m.mapOf}
      data={[
        { value: 'word', label: m.word({ word }) },
        { value: 'sentence', label: m.sentence },
      ]}
      value={of}
      onChange={getState().mapTest.setSubject}
    />
  );
}

function Tested({ of }: { of: MapOf }) {
  const { mapTest: m, heatmap } = useMessages();
  const { getState } = useAppStore();
  const why = useApp((state) => testable(state, of).why);
  const method = useApp((state) => testable(state, of).target?.method ?? null);
  const reworded = useApp((state) => isReworded(testable(state, of).target));
  const test = useApp((state) => testOf(state, of));
  if (why !== null)
    return (
      <p role="status" className={classes.text}>
        {m.why[why]}
      </p>
    );
  return (
    <>
      {method && (
        <p className={classes.note} title={heatmap.methods[method].term}>
          {heatmap.methods[method].label}
          {reworded && ` · ${m.ownWords}`}
        </p>
      )}
      <Result of={of} />
      {test !== 'running' && test !== 'done' && (
        <>
          <p className={classes.note}>{m.explanation}</p>
          <Button size="compact-md" variant="default" onClick={() => void getState().mapTest.run(of)}>
            {test === null ? m.open : m.again}
          </Button>
        </>
      )}
    </>
  );
}

function testOf(state: App, of: MapOf): MapTest['status'] | null {
  const { target } = testable(state, of);
  return (target && state.mapTest.tests[target.key]?.status) ?? null;
}

function Result({ of }: { of: MapOf }) {
  const messages = useMessages();
  const m = messages.mapTest;
  const { getState } = useAppStore();
  const key = useApp((state) => testable(state, of).target?.key ?? null);
  const test = useApp((state) => (key === null ? undefined : state.mapTest.tests[key]));
  if (key === null || !test) return null;
  const { status, tested, progress, error } = test;
  return (
    <>
      {error && (
        <p role="status" className={classes.trouble}>
          {errorText(messages, error)}
        </p>
      )}
      {tested && <Said of={of} tested={tested} />}
      {status === 'running' && (
        <div className={classes.working}>
          <Progress value={100 * progress} flex={1} aria-label={m.progress} />
          <Button size="compact-md" variant="default" onClick={() => getState().mapTest.cancel(key)}>
            {messages.common.cancel}
          </Button>
        </div>
      )}
      {status === 'cancelled' && <p className={classes.note}>{tested ? m.partial : m.cancelled}</p>}
      {tested && tested.curves.deletion.map.length > 0 && <Curves curves={tested.curves} />}
    </>
  );
}

function Said({ of, tested }: { of: MapOf; tested: NonNullable<MapTest['tested']> }) {
  const { getState } = useAppStore();
  const m = useMessages().mapTest;
  const { target } = testable(getState(), of);
  if (!target) return null;
  const { drop } = tested;
  const outcome = outcomeOf(tested);
  const doubtful = doubtText(m, target.score, drop);
  return (
    <div role="status">
      <p className={classes.text}>{dropText(m, target, drop)}</p>
      {outcome && (
        <p className={classes.text} data-holds={outcome !== 'fails'}>
          {m.verdicts[outcome]}
        </p>
      )}
      {doubtful && <p className={classes.text}>{doubtful}</p>}
    </div>
  );
}
