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
    const tooLong = limitOf(error) !== null;
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
  const limit = limitOf(error);
  return limit ? messages.questions.tooLong[limit.what](limit) : errorText(messages, error);
}

/** Of what the model cannot read at that length; null for any other error. */
function limitOf({ setting }: WireError): { what: 'question' | 'answer'; below: number } | null {
  if (setting?.permitted.kind !== 'text') return null;
  const { field: what, permitted } = setting;
  return what === 'question' || what === 'answer' ? { what, below: permitted.below } : null;
}
