import { Button, Progress, Radio } from '@mantine/core';
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
    <div className={classes.page}>
      <header className={classes.top}>
        <Mark />
        <h1 className={classes.name}>How fast is it here?</h1>
        <span className={classes.gap} />
        <a className={classes.back} href="./">
          <IconArrowLeft size={18} aria-hidden /> To the pictures
        </a>
      </header>
      <main className={classes.main}>
        <p className={classes.text}>
          This page times every part of captioning on this device, on the GPU and on the CPU. Nothing is sent
          anywhere; what comes out is yours to keep. Close other tabs and plug the device in for steady
          numbers.
        </p>
        {running ? <Progressing running={running} onCancel={state.cancel} /> : <Choices store={store} />}
        <p role="status" className={classes.news}>
          {newsOf(state)}
        </p>
        {report && <Report report={report} />}
        {cancelled && <p className={classes.text}>Cancelled. Nothing was kept of it.</p>}
      </main>
    </div>
  );
}

function Choices({ store }: { store: BenchStore }) {
  const { model, thorough, compare, bundles, choose, start } = useStore(store);
  const captioners = bundles.filter(({ capabilities }) => capabilities.includes('caption'));
  const isDemo = model.kind === 'demo';
  return (
    <form
      className={classes.choices}
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <Radio.Group
        label="Model"
        value={isDemo ? '' : model.key}
        onChange={(key) => choose({ model: key ? { kind: 'installed', key } : { kind: 'demo' } })}
      >
        <Radio value="" label="Demo model" />
        {captioners.map((bundle) => (
          <Radio key={bundle.key} value={bundle.key} label={`${shortName(bundle.id)}, ${bundle.dtype}`} />
        ))}
      </Radio.Group>
      <Radio.Group
        label="How much"
        value={thorough ? 'thorough' : 'quick'}
        onChange={(value) => choose({ thorough: value === 'thorough' })}
      >
        <Radio value="quick" label="Quick: three times each, a minute or a few" />
        <Radio value="thorough" label="Thorough: ten times each, up to half an hour" />
      </Radio.Group>
      {isDemo && (
        <Radio.Group
          label="Compare"
          value={compare ? 'baseline' : 'none'}
          onChange={(value) => choose({ compare: value === 'baseline' })}
        >
          <Radio
            value="baseline"
            label="With the same model as others publish it, without a cache (10 MB to fetch)"
          />
          <Radio value="none" label="With nothing" />
        </Radio.Group>
      )}
      <Button type="submit" size="md">
        Start
      </Button>
    </form>
  );
}

const STAGES: Record<Running['progress']['stage'], string> = {
  load: 'loading the model',
  warmUp: 'running it once',
  encode: 'encoding a picture',
  step: 'decoding word by word',
  captions: 'three captions from a file',
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
    <div className={classes.progress}>
      <p className={classes.text} data-testid="bench-stage">
        {index + 1} of {subjects}: {STAGES[progress.stage]}
      </p>
      <Progress value={(100 * (index + within)) / subjects} aria-label="Measured so far" />
      <Button variant="default" size="md" onClick={onCancel}>
        Cancel
      </Button>
    </div>
  );
}

/** For screen readers: only what changes now and then. */
function newsOf({ running, report, cancelled }: BenchState): string {
  if (running) return `Measuring, ${running.index + 1} of ${running.subjects}.`;
  if (cancelled) return 'Cancelled.';
  return report ? 'Done. The tables are below.' : '';
}
