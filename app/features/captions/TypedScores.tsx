import classes from './captions.module.css';
import { percent } from './format';
import { confidenceOf, type ShownCaption } from './run';

/** What captioner and matcher think of a typed sentence, each number with what it means. */
export function TypedScores({ caption }: { caption: ShownCaption }) {
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
        />
      )}
      {match && match.cosine !== null && (
        <Score
          value={match.cosine.toFixed(2)}
          name="alike, of −1 to 1"
          term="image-text contrast (ITC), a cosine"
          means="Sentence and picture summed up apart and then compared: quicker, and coarser."
        />
      )}
      <Score
        value={percent(Math.exp(-loss))}
        name="likely, per word piece"
        term={`language-modelling (LM) loss ${loss.toFixed(2)}`}
        means="How readily the captioner would have written it itself, word by word, to the end."
      />
      {!match && (
        <p className={classes.aside}>How well it fits the picture takes a matcher; Models has them.</p>
      )}
    </dl>
  );
}

function Score({ value, name, term, means }: { value: string; name: string; term: string; means: string }) {
  return (
    <div>
      <dt>
        <strong>{value}</strong> {name} <small>{term}</small>
      </dt>
      <dd>{means}</dd>
    </div>
  );
}
