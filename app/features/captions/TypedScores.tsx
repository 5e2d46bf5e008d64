import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ExplainSource } from '../../../core/protocol';
import { rich, strong } from '../../i18n/rich';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import classes from './captions.module.css';
import { confidenceOf, type ShownCaption } from './run';

/** What captioner and matcher think of a typed sentence, each number with what it means. */
export function TypedScores({ caption, index }: { caption: ShownCaption; index: number }) {
  const hasMatcher = useApp(({ matcher }) => matcher.loaded !== null);
  const m = useMessages().captions.scores;
  const { match } = caption;
  const loss = -confidenceOf(caption);
  return (
    <dl className={classes.scores}>
      {match && (
        <Score
          value={m.match({ share: match.probability })}
          means={m.matchMeans}
          map={hasMatcher && <ShowMap index={index} source="itm" label={m.matchMap} />}
        />
      )}
      {match && match.cosine !== null && (
        <Score value={m.contrast({ cosine: match.cosine })} means={m.contrastMeans} />
      )}
      <Score
        value={m.likely({ share: Math.exp(-loss), loss })}
        means={m.likelyMeans}
        map={<ShowMap index={index} source="caption" label={m.likelyMap} />}
      />
      {!match && <p className={classes.aside}>{m.noMatcher}</p>}
    </dl>
  );
}

interface ScoreProps {
  /** The number, what it says, and its term: `<b>` and `<small>` mark them. */
  value: string;
  means: string;
  /** What leads to its map, where it has one. */
  map?: ReactNode;
}

function Score({ value, means, map }: ScoreProps) {
  return (
    <div>
      <dt>{rich(value, { b: strong, small })}</dt>
      <dd>
        {means} {map}
      </dd>
    </div>
  );
}

const small = (text: string) => <small>{text}</small>;

function ShowMap({ index, source, label }: { index: number; source: ExplainSource; label: string }) {
  const { getState } = useAppStore();
  return (
    <Button
      size="compact-sm"
      variant="default"
      onClick={() => getState().heatmap.showSentence(index, source)}
    >
      {label}
    </Button>
  );
}
