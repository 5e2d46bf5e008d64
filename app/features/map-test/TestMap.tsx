import { Button, CloseButton, Popover, Progress, SegmentedControl, Tooltip, useMatches } from '@mantine/core';
import { IconTestPipe } from '@tabler/icons-react';
import type { App } from '../../store/app-state';
import { useApp, useAppStore } from '../../store/react';
import { METHODS } from '../heatmap/methods';
import { Curves } from './Curves';
import classes from './map-test.module.css';
import type { MapTest } from './map-test.slice';
import { isReworded, type MapOf, testable } from './target';
import { doubt, nameOf, outcomeOf, sayDrop, VERDICTS } from './verdict';

/** Beside the legend: puts the map on the picture to the test, and shows what came of it. */
export function TestMap() {
  const { getState } = useAppStore();
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
      <Tooltip label="Test this map: does the word hang on what it marks? (T)">
        <Button
          className={classes.open}
          variant="default"
          size="compact-md"
          aria-label="Test this map"
          aria-haspopup="dialog"
          aria-expanded={opened}
          onClick={getState().mapTest.openPanel}
        >
          <IconTestPipe size={16} aria-hidden="true" />
          <span className={classes.label}>Test this map</span>
        </Button>
      </Tooltip>
      <Popover.Target>
        <span className={classes.anchor} />
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label="Test of the map" className={classes.panel}>
        <div className={classes.head}>
          <h3 className={classes.title}>Is this map true?</h3>
          <CloseButton size={44} aria-label="Close" onClick={getState().mapTest.closePanel} />
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
  const { getState } = useAppStore();
  return (
    <SegmentedControl<MapOf>
      fullWidth
      aria-label="The map of"
      data={[
        { value: 'word', label: `“${word}”` },
        { value: 'sentence', label: 'The sentence' },
      ]}
      value={of}
      onChange={getState().mapTest.setSubject}
    />
  );
}

const EXPLANATION =
  'Blurs the fifth of the picture that the map marks most and asks the model again; then the same area elsewhere, three times. If the map is true, the first takes more away. Then it hides and shows more and more.';

function Tested({ of }: { of: MapOf }) {
  const { getState } = useAppStore();
  const why = useApp((state) => testable(state, of).why);
  const method = useApp((state) => testable(state, of).target?.method ?? null);
  const reworded = useApp((state) => isReworded(testable(state, of).target));
  const test = useApp((state) => testOf(state, of));
  if (why !== null)
    return (
      <p role="status" className={classes.text}>
        {why}
      </p>
    );
  return (
    <>
      {method && (
        <p className={classes.note} title={METHODS[method].term}>
          {METHODS[method].label}
          {reworded && ' · the model’s own words are tested, not your edit'}
        </p>
      )}
      <Result of={of} />
      {test !== 'running' && test !== 'done' && (
        <>
          <p className={classes.note}>{EXPLANATION}</p>
          <Button size="compact-md" variant="default" onClick={() => void getState().mapTest.run(of)}>
            {test === null ? 'Test this map' : 'Test again'}
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
  const { getState } = useAppStore();
  const key = useApp((state) => testable(state, of).target?.key ?? null);
  const test = useApp((state) => (key === null ? undefined : state.mapTest.tests[key]));
  if (key === null || !test) return null;
  const { status, tested, progress, error } = test;
  return (
    <>
      {error && (
        <p role="status" className={classes.trouble}>
          {error.message}
        </p>
      )}
      {tested && <Said of={of} tested={tested} />}
      {status === 'running' && (
        <div className={classes.working}>
          <Progress value={100 * progress} flex={1} aria-label="Testing the map" />
          <Button size="compact-md" variant="default" onClick={() => getState().mapTest.cancel(key)}>
            Cancel
          </Button>
        </div>
      )}
      {status === 'cancelled' && <p className={classes.note}>Cancelled{tested && '; this is what came'}.</p>}
      {tested && tested.curves.deletion.map.length > 0 && <Curves curves={tested.curves} />}
    </>
  );
}

function Said({ of, tested }: { of: MapOf; tested: NonNullable<MapTest['tested']> }) {
  const { getState } = useAppStore();
  const { target } = testable(getState(), of);
  if (!target) return null;
  const { drop } = tested;
  const outcome = outcomeOf(tested);
  const doubtful = doubt(target.score, drop);
  return (
    <div role="status">
      <p className={classes.text}>{sayDrop(drop, nameOf(target.score, target.word))}</p>
      {outcome && (
        <p className={classes.text} data-holds={outcome !== 'fails'}>
          {VERDICTS[outcome]}
        </p>
      )}
      {doubtful && <p className={classes.text}>{doubtful}</p>}
    </div>
  );
}
