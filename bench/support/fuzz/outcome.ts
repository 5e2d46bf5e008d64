/** How a reader of a file ends. */

/** `refused`: with an error that the reader announces. */
export type Outcome = 'taken' | 'refused';

type ErrorClass = abstract new (...args: never[]) => Error;

/** The longest message that a person is shown. */
const MAX_MESSAGE = 1000;

/** Whether the work succeeded or failed with one sentence of one of these errors. */
export async function outcomeOf(work: () => unknown, ...announced: ErrorClass[]): Promise<Outcome> {
  try {
    await work();
    return 'taken';
  } catch (error) {
    const known = announced.find((each) => error instanceof each);
    if (!known || !(error instanceof Error)) throw error;
    if (error.message.length > MAX_MESSAGE || /[\n\r]/.test(error.message))
      throw new Error(`The message is no sentence: ${error.message.slice(0, 2 * MAX_MESSAGE)}`);
    return 'refused';
  }
}
