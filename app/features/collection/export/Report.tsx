import { Button } from '@mantine/core';
import type { ExportReport } from '../../../../core/protocol';
import { useMessages } from '../../../i18n/use-messages';
import { useCollectionMessages } from '../context';
import classes from './export.module.css';

const MAX_LISTED = 200;

interface ReportProps {
  report: ExportReport;
  onBack: () => void;
  onClose: () => void;
}

/** What was written, and what was left out and why. */
export function Report({ report: { files, written, skipped }, onBack, onClose }: ReportProps) {
  const m = useCollectionMessages().export;
  const { common } = useMessages();
  return (
    <div className={classes.form}>
      <div role="status">
        <p>{m.written({ count: written })}</p>
        <ul>
          {files.map(({ format, files: count, bytes }) => (
            <li key={format}>{m.files({ name: m.names[format].name, count, bytes })}</li>
          ))}
        </ul>
      </div>
      {skipped.length > 0 && (
        <details>
          <summary>{m.skipped({ count: skipped.length })}</summary>
          <ul className={classes.skipped}>
            {skipped.slice(0, MAX_LISTED).map(({ path, format, reason, detail }) => (
              <li key={`${path} ${format}`}>
                {m.skippedFile({ name: path, reason: m.skipReasons[reason], detail })}
              </li>
            ))}
            {skipped.length > MAX_LISTED && <li>{m.more({ count: skipped.length - MAX_LISTED })}</li>}
          </ul>
        </details>
      )}
      <div className={classes.actions}>
        <Button variant="default" onClick={onBack}>
          {m.another}
        </Button>
        <Button onClick={onClose}>{common.close}</Button>
      </div>
    </div>
  );
}
