import { Button } from '@mantine/core';
import type { ExportReport, SkippedPicture } from '../../../../core/protocol';
import { useMessages } from '../../../i18n/use-messages';
import { useCollectionMessages } from '../context';
import classes from './export.module.css';

const MAX_LISTED = 200;

interface ReportProps {
  report: ExportReport;
  /** Null for a zip file. */
  folder: string | null;
  onBack: () => void;
  onClose: () => void;
}

/** What was written, and what was left out and why. */
export function Report({ report, folder, onBack, onClose }: ReportProps) {
  const m = useCollectionMessages().export;
  const { common } = useMessages();
  return (
    <div className={classes.form}>
      <p role="status" className={classes.line}>
        {m.written({ count: report.written, folder, partly: isPartial(report) })}
      </p>
      <Outcome report={report} />
      <div className={classes.foot}>
        <div className={classes.actions}>
          <Button variant="default" onClick={onBack}>
            {m.another}
          </Button>
          <Button onClick={onClose}>{common.close}</Button>
        </div>
      </div>
    </div>
  );
}

/** What would be written, with the first records as the first form has them. */
export function DryRun({ report }: { report: ExportReport }) {
  const m = useCollectionMessages().export;
  return (
    <section
      aria-label={m.dryRun}
      className={classes.dryRun}
      ref={(shown) => shown?.scrollIntoView({ block: 'nearest' })}
    >
      <p role="status" className={classes.line}>
        {m.wouldWrite({ count: report.written, partly: isPartial(report) })}
      </p>
      <Outcome report={report} />
      {report.preview.length > 0 && (
        <>
          <p className={classes.line}>{m.firstRecords}</p>
          <ol className={classes.preview}>
            {report.preview.map((text, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: they keep their places, and may be equal
              <li key={index}>
                <pre>{text.trim()}</pre>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}

/** Whether pictures that are exported lack a form. */
function isPartial({ skipped }: ExportReport): boolean {
  return skipped.some(({ format }) => format !== null);
}

/** Files by form, and pictures that are left out by reason. */
function Outcome({ report: { files, skipped } }: { report: ExportReport }) {
  const m = useCollectionMessages().export;
  return (
    <>
      <ul className={classes.files}>
        {files.map(({ format, files: count, bytes }) => (
          <li key={format}>{m.files({ name: m.names[format].name, count, bytes })}</li>
        ))}
      </ul>
      {[...byReason(skipped)].map(([reason, all]) => (
        <details key={reason}>
          <summary>{m.skipped({ count: all.length, reason: m.skipReasons[reason] })}</summary>
          <ul className={classes.skipped}>
            {all.slice(0, MAX_LISTED).map(({ path, format, detail }) => (
              <li key={`${path} ${format}`}>
                {m.skippedFile({ name: path, form: format && m.names[format].name, detail })}
              </li>
            ))}
            {all.length > MAX_LISTED && <li>{m.more({ count: all.length - MAX_LISTED })}</li>}
          </ul>
        </details>
      ))}
    </>
  );
}

/** The reason with the most pictures first. */
function byReason(skipped: readonly SkippedPicture[]): [SkippedPicture['reason'], SkippedPicture[]][] {
  const reasons = new Map<SkippedPicture['reason'], SkippedPicture[]>();
  for (const each of skipped) reasons.set(each.reason, [...(reasons.get(each.reason) ?? []), each]);
  return [...reasons].sort(([, a], [, b]) => b.length - a.length);
}
