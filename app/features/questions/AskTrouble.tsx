import { Button } from '@mantine/core';
import type { WireError } from '../../../core/protocol';
import { errorText, type Messages } from '../../i18n/messages';
import { rich, strong } from '../../i18n/rich';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import classes from './questions.module.css';

/** Why the last question has no answer, and the one thing to do. */
export function AskTrouble() {
  const { getState } = useAppStore();
  const messages = useMessages();
  const { questions: m, common } = messages;
  const failure = useApp(({ questions: { failure }, pictures }) =>
    failure?.pictureId === pictures.currentId ? failure : null,
  );
  const loading = useApp(({ answerer }) => (answerer.status === 'failed' ? answerer.error : null));
  if (failure) {
    const { question, error } = failure;
    const tooLong = error.setting?.field === 'question';
    return (
      <div role="alert" className={classes.trouble}>
        <p>{rich(m.failed({ question: question.text, error: whyOf(messages, error) }), { b: strong })}</p>
        {tooLong ? (
          <Button variant="default" onClick={getState().questions.dismissFailure}>
            {common.dismiss}
          </Button>
        ) : (
          <Button onClick={() => void getState().questions.ask(question)}>{common.tryAgain}</Button>
        )}
      </div>
    );
  }
  if (!loading) return null;
  return (
    <div role="alert" className={classes.trouble}>
      <p>{rich(m.notLoaded({ error: errorText(messages, loading) }), { b: strong })}</p>
      <Button onClick={() => void getState().answerer.load()}>{common.tryAgain}</Button>
    </div>
  );
}

function whyOf(messages: Messages, error: WireError): string {
  const permitted = error.setting?.field === 'question' ? error.setting.permitted : null;
  return permitted?.kind === 'text'
    ? messages.questions.tooLong({ below: permitted.below })
    : errorText(messages, error);
}
