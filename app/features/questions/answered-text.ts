import type { Messages } from '../../i18n/messages';
import type { AnsweredQuestion } from './answered';

/** A question with its answers, as it is copied: one line each. */
export function answeredText({ questions: m }: Messages, { text, answers }: AnsweredQuestion): string {
  const lines = answers.map(({ text, probability }) => m.answerLine({ answer: text, share: probability }));
  return [text, ...lines].join('\n');
}
