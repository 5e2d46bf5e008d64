import { Button, Flex, Progress, Radio, Text, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { Mark } from '../../Mark';
import { shortName } from '../models/install/wanted';
import classes from './bench.module.css';
import type { BenchState, BenchStore, Running } from './bench.store';
import { Report } from './Report';

/** The benchmark page. */
export function Bench({ store }: { store: BenchStore }) {
  const state = useStore(store);
  const { running, report, cancelled } = state;
  return (
    <>
      <Flex component="header" className={classes.top} align="center" gap="xs" mih={56} px="md">
        <Mark />
        <Title size="h4">How fast is it here?</Title>
        <a className={classes.back} href="./">
          <IconArrowLeft size={18} aria-hidden /> To the pictures
        </a>
      </Flex>
      <Flex component="main" direction="column" gap="lg" maw="72rem" mx="auto" px="md" pt="lg" pb={64}>
        <Text maw="44rem">
          This page times every part of captioning on this device, on the GPU and on the CPU. Nothing is sent
          anywhere; what comes out is yours to keep. Close other tabs and plug the device in for steady
          numbers.
        </Text>
        {running ? <Progressing running={running} onCancel={state.cancel} /> : <Choices store={store} />}
        <p role="status" className="visually-hidden">
          {newsOf(state)}
        </p>
        {report && <Report report={report} />}
        {cancelled && <Text>Cancelled. Nothing was kept of it.</Text>}
      </Flex>
    </>
  );
}

function Choices({ store }: { store: BenchStore }) {
  const { model, thorough, compare, bundles, choose, start } = useStore(store);
  const captioners = bundles.filter(({ capabilities }) => capabilities.includes('caption'));
  const isDemo = model.kind === 'demo';
  return (
    <Flex
      component="form"
      direction="column"
      align="flex-start"
      gap="lg"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <Choice
        label="Model"
        value={isDemo ? '' : model.key}
        onChange={(key) => choose({ model: key ? { kind: 'installed', key } : { kind: 'demo' } })}
        choices={[
          ['', 'Demo model'],
          ...captioners.map(({ key, id, dtype }) => [key, `${shortName(id)}, ${dtype}`] as const),
        ]}
      />
      <Choice
        label="How much"
        value={thorough ? 'thorough' : 'quick'}
        onChange={(value) => choose({ thorough: value === 'thorough' })}
        choices={[
          ['quick', 'Quick: three times each, a minute or a few'],
          ['thorough', 'Thorough: ten times each, up to half an hour'],
        ]}
      />
      {isDemo && (
        <Choice
          label="Compare"
          value={compare ? 'baseline' : 'none'}
          onChange={(value) => choose({ compare: value === 'baseline' })}
          choices={[
            ['baseline', 'With the same model as others publish it, without a cache (10 MB to fetch)'],
            ['none', 'With nothing'],
          ]}
        />
      )}
      <Button type="submit" size="md">
        Start
      </Button>
    </Flex>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  onChange(value: string): void;
  choices: readonly (readonly [value: string, label: string])[];
}

function Choice({ choices, ...group }: ChoiceProps) {
  return (
    <Radio.Group {...group}>
      {choices.map(([value, label]) => (
        <Radio key={value} value={value} label={label} classNames={{ body: classes.choice }} />
      ))}
    </Radio.Group>
  );
}

const STAGES: Record<Running['progress']['stage'], string> = {
  load: 'loading the model',
  warmUp: 'running it once',
  encode: 'encoding a picture',
  step: 'decoding word by word',
  captions: 'three captions from a file',
  batches: 'pictures in a batch',
  maps: 'maps of a caption',
  folder: 'a folder of pictures',
  gradCam: 'Grad-CAM of a caption',
};

function Progressing({ running, onCancel }: { running: Running; onCancel: () => void }) {
  const { index, subjects, progress } = running;
  const places = Object.keys(STAGES);
  const share = progress.total ? progress.done / progress.total : 0;
  const within = (places.indexOf(progress.stage) + Math.min(share, 1)) / places.length;
  return (
    <Flex direction="column" gap="lg" maw="44rem">
      <Text data-testid="bench-stage">
        {index + 1} of {subjects}: {STAGES[progress.stage]}
      </Text>
      <Progress value={(100 * (index + within)) / subjects} aria-label="Measured so far" />
      <Button variant="default" size="md" onClick={onCancel} mr="auto">
        Cancel
      </Button>
    </Flex>
  );
}

/** For screen readers: only what changes now and then. */
function newsOf({ running, report, cancelled }: BenchState): string {
  if (running) return `Measuring, ${running.index + 1} of ${running.subjects}.`;
  if (cancelled) return 'Cancelled.';
  return report ? 'Done. The tables are below.' : '';
}
