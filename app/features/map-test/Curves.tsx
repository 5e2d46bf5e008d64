import { Tooltip } from '@mantine/core';
import type { CurvePoint, TestedCurve, TestedCurves } from '../../../core/protocol';
import { rich } from '../../i18n/rich';
import { useMessages } from '../../i18n/use-messages';
import classes from './map-test.module.css';

const WIDTH = 136;
const HEIGHT = 72;

/** Both curves side by side, what their lines are, and the same in numbers. */
export function Curves({ curves }: { curves: TestedCurves }) {
  const m = useMessages().mapTest;
  const points = Object.values(curves).flatMap(({ map, moved }: TestedCurve) => [...map, ...moved]);
  const most = Math.max(...points.map(({ score }) => score));
  return (
    <div className={classes.curves}>
      <Curve kind="deletion" curve={curves.deletion} most={most} />
      <Curve kind="insertion" curve={curves.insertion} most={most} />
      <p className={classes.key}>{rich(m.key, { map: <Line />, moved: <Line moved /> })}</p>
      <Numbers curves={curves} />
    </div>
  );
}

interface CurveProps {
  kind: keyof TestedCurves;
  curve: TestedCurve;
  /** Of both curves: the top of the scale. */
  most: number;
}

function Curve({ kind, curve, most }: CurveProps) {
  const { mapTest, format } = useMessages();
  const m = mapTest[kind];
  const { map, areas } = curve;
  return (
    <figure className={classes.curve}>
      <Tooltip label={m.term}>
        <figcaption>{m.name}</figcaption>
      </Tooltip>
      <svg
        viewBox={`-2 -14 ${WIDTH + 4} ${HEIGHT + 18}`}
        role="img"
        aria-label={areas ? m.spoken({ points: map, ...areas }) : m.measuring}
      >
        <path className={classes.axes} d={`M0 0V${HEIGHT}H${WIDTH}`} />
        <polyline className={classes.moved} points={pointsOf(curve.moved, most)} />
        <polyline className={classes.map} points={pointsOf(curve.map, most)} />
        <text x={0} y={-4} className={classes.most}>
          {format.percent(most)}
        </text>
      </svg>
      <span className={classes.areas}>{areas ? m.areas(areas) : '…'}</span>
    </figure>
  );
}

function pointsOf(points: readonly CurvePoint[], most: number): string {
  return points.map(({ share, score }) => `${share * WIDTH},${HEIGHT * (1 - score / most)}`).join(' ');
}

function Line({ moved = false }: { moved?: boolean }) {
  return (
    <svg width={20} height={8} aria-hidden="true">
      <path className={moved ? classes.moved : classes.map} d="M0 4H20" />
    </svg>
  );
}

function Numbers({ curves: { deletion, insertion } }: { curves: TestedCurves }) {
  const { mapTest: m, format } = useMessages();
  const at = (points: readonly CurvePoint[], index: number) => {
    const point = points[index];
    return point ? format.percent(point.score) : '…';
  };
  return (
    <details className={classes.numbers}>
      <summary>{m.numbers}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{m.columns.share}</th>
            <th scope="col">{m.columns.masked}</th>
            <th scope="col">{m.columns.elsewhere}</th>
            <th scope="col">{m.columns.shown}</th>
            <th scope="col">{m.columns.elsewhere}</th>
          </tr>
        </thead>
        <tbody>
          {deletion.map.map(({ share }, index) => (
            <tr key={share}>
              <th scope="row">{format.percent(share)}</th>
              <td>{at(deletion.map, index)}</td>
              <td>{at(deletion.moved, index)}</td>
              <td>{at(insertion.map, index)}</td>
              <td>{at(insertion.moved, index)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
