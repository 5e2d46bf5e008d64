import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ExplainSource } from '../../../core/protocol';
import { useApp, useAppStore } from '../../store/react';
import classes from './captions.module.css';
import { percent } from './format';
import { confidenceOf, type ShownCaption } from './run';

/** What captioner and matcher think of a typed sentence, each number with what it means. */
export function TypedScores({ caption, index }: { caption: ShownCaption; index: number }) {
  const hasMatcher = useApp(({ matcher }) => matcher.loaded !== null);
  const { match } = caption;
  const loss = -confidenceOf(caption);
  return (
    <dl className={classes.scores}>
      {match && (
        <Score
          value={percent(match.probability)}
          name="fits the picture"
          term="image-text matching (ITM)"
          means="Reading the sentence while looking at the picture, the matcher takes it for a true description."
          map={hasMatcher && <ShowMap index={index} source="itm" label="Show what makes it fit" />}
        />
      )}
      {match && match.cosine !== null && (
        <Score
          value={match.cosine.toFixed(2)}
          name="alike, of −1 to 1"
          term="image-text contrast (ITC), a cosine"
          means="Sentence and picture summed up apart and then compared: quicker, and coarser. It looks at no place in particular, so it has no map."
        />
      )}
      <Score
        value={percent(Math.exp(-loss))}
        name="likely, per word piece"
        term={`language-modelling (LM) loss ${loss.toFixed(2)}`}
        means="How readily the captioner would have written it itself, word by word, to the end."
        map={<ShowMap index={index} source="caption" label="Show what made it likely" />}
      />
      {!match && (
        <p className={classes.aside}>How well it fits the picture takes a matcher; Models has them.</p>
      )}
    </dl>
  );
}

interface ScoreProps {
  value: string;
  name: string;
  term: string;
  means: string;
  /** What leads to its map, where it has one. */
  map?: ReactNode;
}

function Score({ value, name, term, means, map }: ScoreProps) {
  return (
    <div>
      <dt>
        <strong>{value}</strong> {name} <small>{term}</small>
      </dt>
      <dd>
        {means} {map}
      </dd>
    </div>
  );
}

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
