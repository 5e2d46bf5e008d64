/** How much a second the parts of captioning get done, beside plain products on the same runtime. */
import { type BenchReport, counted, type SubjectReport, spreadOf } from './report';
import { megabytes, type PlainRow, stepsOf } from './rows';

/** What others publish reads other things in a step: of it, only the encoding is told. */
export function limitRows({ amounts }: BenchReport): PlainRow[] {
  return [
    { name: 'Operations of an encoding', of: ({ measured }) => giga(measured?.leastWork.encodeOperations) },
    { name: 'Encoding, operations a second', of: encodingRate },
    { name: 'Plain products, operations a second', of: ({ limits }) => giga(limits?.operations) },
    { name: 'Bytes that a step reads', of: (subject) => megabytes(stepBytes(subject)) },
    ...amounts.captions.map((captions) => ({
      name: `Decode step, ${counted(captions, 'caption')}, bytes a second`,
      of: (subject: SubjectReport) => stepRate(subject, captions),
    })),
    { name: 'Plain products of one row, bytes a second', of: ({ limits }) => giga(limits?.bytes, 'B') },
  ];
}

function encodingRate({ measured }: SubjectReport): string {
  const encode = spreadOf(measured?.times?.encode ?? []);
  return encode ? giga(perSecond(measured!.leastWork.encodeOperations, encode.median)) : '';
}

function stepRate(subject: SubjectReport, captions: number): string {
  const { measured } = subject;
  const step = measured?.times && spreadOf(stepsOf(measured.times, captions));
  const bytes = stepBytes(subject);
  return step && bytes ? giga(perSecond(bytes, step.median), 'B') : '';
}

function stepBytes({ kind, measured }: SubjectReport): number {
  return kind === 'plain' ? 0 : (measured?.leastWork.stepBytes ?? 0);
}

function perSecond(amount: number, ms: number): number {
  return (1000 * amount) / ms;
}

function giga(amount: number | undefined, unit = ''): string {
  return amount === undefined ? '' : `${(amount / 1e9).toFixed(amount >= 1e11 ? 0 : 1)} G${unit}`;
}
