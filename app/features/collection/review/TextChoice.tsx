import { Button } from '@mantine/core';
import { IconCheck, IconLineDashed, IconPencil, IconX } from '@tabler/icons-react';
import type { Decision, PictureRecord, PictureText } from '../../../../core/collection';
import { chooseTexts, doubtOf } from '../../../../dataset';
import { useMessages } from '../../../i18n/use-messages';
import { Meter } from '../../../parts/Meter';
import { useCollectionMessages, useJudge } from '../context';
import { approval, bestMatch } from './queue';
import classes from './review.module.css';
import { TextEditor } from './TextEditor';

interface ChoiceProps {
  record: PictureRecord;
  typing: boolean;
  setTyping: (typing: boolean) => void;
  onDecide: (decision: Decision) => void;
}

/** The texts of a picture, one to be approved, and what else can be decided. */
export function TextChoice({ record, typing, setTyping, onDecide }: ChoiceProps) {
  const { filter } = useJudge();
  const m = useCollectionMessages().review;
  const [chosen = null] = chooseTexts(record, filter).texts;
  const approve = (text: PictureText | null, typed: string | null = null) => {
    const decision = approval(text, typed);
    if (decision) onDecide(decision);
  };
  if (typing)
    return (
      <TextEditor
        text={(chosen ?? bestMatch(record.texts))?.text ?? ''}
        onSave={(typed) => approve(chosen, typed)}
        onCancel={() => setTyping(false)}
      />
    );
  return (
    <>
      <Doubts record={record} />
      <ol className={classes.texts}>
        {record.texts.map((text, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two texts may be the same, and they keep their places
          <li key={index}>
            <button
              type="button"
              className={classes.text}
              aria-current={text === chosen}
              onClick={() => approve(text)}
            >
              <span className={classes.number}>{index + 1}</span>
              <span className={classes.words}>{text.text}</span>
              <Facts text={text} />
            </button>
          </li>
        ))}
      </ol>
      <Decided decision={record.decision} />
      <div className={classes.actions}>
        <Button
          disabled={!chosen}
          leftSection={<IconCheck size={18} aria-hidden="true" />}
          onClick={() => approve(chosen)}
        >
          {m.approve}
        </Button>
        <Button
          variant="default"
          leftSection={<IconPencil size={18} aria-hidden="true" />}
          onClick={() => setTyping(true)}
        >
          {m.edit}
        </Button>
        <Button
          variant="default"
          leftSection={<IconX size={18} aria-hidden="true" />}
          onClick={() => onDecide({ kind: 'dropped' })}
        >
          {m.drop}
        </Button>
        <Button
          variant="default"
          leftSection={<IconLineDashed size={18} aria-hidden="true" />}
          onClick={() => onDecide({ kind: 'decorative' })}
        >
          {m.decorative}
        </Button>
      </div>
    </>
  );
}

/** Why the picture is among those to look at. */
function Doubts({ record }: { record: PictureRecord }) {
  const { filter } = useJudge();
  const m = useCollectionMessages().review;
  const { reasons } = doubtOf(record, filter);
  if (reasons.length === 0) return null;
  return (
    <ul className={classes.doubts}>
      {reasons.map((reason) => (
        <li key={reason}>{m.doubts[reason]}</li>
      ))}
    </ul>
  );
}

/** Where a text comes from, and how well it fits. */
function Facts({ text: { source, match } }: { text: PictureText }) {
  const m = useCollectionMessages().review;
  return (
    <span className={classes.facts}>
      {m.sources[source]}
      {match && (
        <>
          <Meter share={match.probability} />
          {m.match({ share: match.probability })}
        </>
      )}
    </span>
  );
}

function Decided({ decision }: { decision: Decision | null }) {
  const m = useCollectionMessages();
  const { format } = useMessages();
  if (!decision) return null;
  const text = 'text' in decision ? decision.text.text : '';
  return (
    <p className={classes.decided}>{format.list([m.review.decided[decision.kind], text].filter(Boolean))}</p>
  );
}
