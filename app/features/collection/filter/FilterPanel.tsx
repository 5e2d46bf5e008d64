import { NativeSelect, Slider } from '@mantine/core';
import { useId, useMemo } from 'react';
import { KEEP_RULES, type KeepRule } from '../../../../core/collection';
import { countsAt, histogramOf, indexScores } from '../../../../dataset';
import { useAppStore } from '../../../store/react';
import { useCollection, useCollectionMessages, useJudge } from '../context';
import classes from './filter.module.css';

const BINS = 20;
const WIDTH = 320;
const HEIGHT = 96;
/** A few texts are seen beside many. */
const MIN_BAR = 2;

/** CapFilt: which texts are kept, by how well they fit their picture. */
export function FilterPanel() {
  const app = useAppStore();
  const records = useCollection((state) => state.records);
  const { filter } = useJudge();
  const m = useCollectionMessages().filter;
  const label = useId();
  const index = useMemo(() => indexScores([...records.values()]), [records]);
  const histogram = useMemo(() => histogramOf(index, BINS), [index]);
  const counts = countsAt(index, filter.threshold);
  const matched = index.texts.original.length + index.texts.synthetic.length;
  const { setFilter } = app.getState().collection;
  return (
    <section aria-label={m.title} className={classes.panel}>
      <h3 className={classes.title}>{m.title}</h3>
      {matched === 0 ? (
        <p className={classes.note}>{m.noMatches}</p>
      ) : (
        <>
          <Bars histogram={histogram} matched={matched} threshold={filter.threshold} />
          <span id={label}>{m.threshold({ share: filter.threshold })}</span>
          <Slider
            aria-labelledby={label}
            thumbLabel={m.threshold({ share: filter.threshold })}
            label={null}
            min={0}
            max={1}
            step={0.01}
            value={filter.threshold}
            onChange={(threshold) => setFilter({ threshold })}
          />
        </>
      )}
      <NativeSelect
        label={m.keep}
        value={filter.keep}
        data={KEEP_RULES.map((value) => ({ value, label: m.rules[value] }))}
        onChange={({ currentTarget: { value } }) => setFilter({ keep: value as KeepRule })}
      />
      <p role="status" className={classes.note}>
        {m.counts({
          texts: counts.original.kept + counts.synthetic.kept,
          dropped: counts.original.dropped + counts.synthetic.dropped,
          pictures: counts.pictures.kept,
          without: counts.pictures.dropped,
        })}
      </p>
    </section>
  );
}

interface BarsProps {
  histogram: ReturnType<typeof histogramOf>;
  matched: number;
  threshold: number;
}

/** Original and synthetic texts side by side in each bin of probability, and the threshold across them. */
function Bars({ histogram, matched, threshold }: BarsProps) {
  const m = useCollectionMessages().filter;
  const most = Math.max(1, ...histogram.original, ...histogram.synthetic);
  const bin = WIDTH / BINS;
  const bars = (counts: readonly number[], offset: number, className: string | undefined) =>
    counts.map((count, index) => {
      const height = count === 0 ? 0 : Math.max(MIN_BAR, (HEIGHT * count) / most);
      return (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: bins keep their places
          key={index}
          className={className}
          x={index * bin + offset}
          y={HEIGHT - height}
          width={bin / 2 - 1}
          height={height}
        />
      );
    });
  return (
    <figure className={classes.figure}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={m.histogram({ matched })}>
        {bars(histogram.original, 0, classes.original)}
        {bars(histogram.synthetic, bin / 2, classes.synthetic)}
        <line
          className={classes.threshold}
          x1={threshold * WIDTH}
          x2={threshold * WIDTH}
          y1={0}
          y2={HEIGHT}
        />
      </svg>
      <figcaption className={classes.legend}>
        <span data-source="original">{m.original}</span>
        <span data-source="synthetic">{m.synthetic}</span>
      </figcaption>
    </figure>
  );
}
