import { Tooltip } from '@mantine/core';
import type { CurvePoint, TestedCurve, TestedCurves } from '../../../core/protocol';
import { percent } from '../captions/format';
import classes from './map-test.module.css';
import { areaText, sayCurve } from './verdict';

const WIDTH = 136;
const HEIGHT = 72;

/** Both curves side by side, what their lines are, and the same in numbers. */
export function Curves({ curves }: { curves: TestedCurves }) {
  const points = Object.values(curves).flatMap(({ map, moved }: TestedCurve) => [...map, ...moved]);
  const most = Math.max(...points.map(({ score }) => score));
  return (
    <div className={classes.curves}>
      <Curve
        name="Hiding more and more"
        term="Deletion curve (RISE, Petsiuk et al. 2018): the most marked patches are blurred first"
        better="less"
        curve={curves.deletion}
        most={most}
      />
      <Curve
        name="Showing more and more"
        term="Insertion curve (RISE, Petsiuk et al. 2018): the most marked patches are shown first"
        better="more"
        curve={curves.insertion}
        most={most}
      />
      <p className={classes.key}>
        <Line /> this map <Line moved /> the same map elsewhere
      </p>
      <Numbers curves={curves} />
    </div>
  );
}

interface CurveProps {
  name: string;
  term: string;
  /** Whether less or more area is better. */
  better: 'less' | 'more';
  curve: TestedCurve;
  /** Of both curves: the top of the scale. */
  most: number;
}

function Curve({ name, term, better, curve, most }: CurveProps) {
  const { areas } = curve;
  return (
    <figure className={classes.curve}>
      <Tooltip label={term}>
        <figcaption>{name}</figcaption>
      </Tooltip>
      <svg
        viewBox={`-2 -14 ${WIDTH + 4} ${HEIGHT + 18}`}
        role="img"
        aria-label={sayCurve(name, curve, better)}
      >
        <path className={classes.axes} d={`M0 0V${HEIGHT}H${WIDTH}`} />
        <polyline className={classes.moved} points={pointsOf(curve.moved, most)} />
        <polyline className={classes.map} points={pointsOf(curve.map, most)} />
        <text x={0} y={-4} className={classes.most}>
          {percent(most)}
        </text>
      </svg>
      <span className={classes.areas}>
        {areas ? `area ${areaText(areas.map)}, elsewhere ${areaText(areas.moved)}; ${better} is better` : '…'}
      </span>
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
  const at = (points: readonly CurvePoint[], index: number) => {
    const point = points[index];
    return point ? percent(point.score) : '…';
  };
  return (
    <details className={classes.numbers}>
      <summary>In numbers</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">Of the picture</th>
            <th scope="col">hidden</th>
            <th scope="col">elsewhere</th>
            <th scope="col">shown</th>
            <th scope="col">elsewhere</th>
          </tr>
        </thead>
        <tbody>
          {deletion.map.map(({ share }, index) => (
            <tr key={share}>
              <th scope="row">{percent(share)}</th>
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
