/** Whether a text asks or states. Pure. */

/** A question is answered, a statement is matched with the picture. */
export type TextKind = 'question' | 'statement';

export function otherKind(kind: TextKind): TextKind {
  return kind === 'question' ? 'statement' : 'question';
}

const WORDS = 'what|where|when|why|who|whom|whose|which|how';
/** Contracted, as in "what's"; negated, as in "isn't". */
const AUXILIARIES =
  'is|are|am|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must';
const NEGATED = "(?:is|are|was|were|do|does|did|has|have|had|could|would|should)n['’]t|can['’]t|won['’]t";
/** The models read English only, but a question in German is one all the same. "Was" is in both languages. */
const GERMAN = 'wo|wohin|woher|wie|wer|wen|wem|wessen|welche[mnrs]?|warum|wieso|wann|ist|sind|gibt|kann';

const QUESTION = new RegExp(
  `^(?:(?:in|on|at|from|to|by|for|of|with) )?(?:${WORDS})(?:['’](?:s|re|d|ll))?\\b|^(?:${AUXILIARIES}|${NEGATED}|${GERMAN})\\b`,
  'iu',
);
/** "What a view", "how lovely", "can of beans": they begin as questions do. */
const NO_QUESTION = /^(?:what an? |can of |how (?:lovely|beautiful|nice|cute)\b)/iu;

/**
 * What a text is, by its end or its beginning: a question mark, a question word or an auxiliary verb.
 * An empty one is a question: that is what the field is for first.
 */
export function kindOfText(text: string): TextKind {
  const trimmed = text.trim();
  if (trimmed === '' || /[?？]["'”’)]*$/u.test(trimmed)) return 'question';
  if (/[.!]$/u.test(trimmed) || NO_QUESTION.test(trimmed)) return 'statement';
  return QUESTION.test(trimmed) ? 'question' : 'statement';
}
