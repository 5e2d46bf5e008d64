import { Button, ScrollArea } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { browserTools } from '../models/browser-tools';
import classes from './bench.module.css';
import type { BenchReport } from './report';
import { markdownOf, type Table, tablesOf } from './tables';

/** The tables, and the report as a file. */
export function Report({ report }: { report: BenchReport }) {
  const save = (ending: string, type: string, text: string) =>
    browserTools.saveFile(
      new File([text], `blipscope-bench-${report.made.slice(0, 10)}.${ending}`, { type }),
    );
  return (
    <section aria-label="Result">
      <div className={classes.actions}>
        <Button
          variant="default"
          size="md"
          leftSection={<IconDownload size={18} />}
          onClick={() => save('json', 'application/json', JSON.stringify(report, null, 2))}
        >
          Save as JSON
        </Button>
        <Button
          variant="default"
          size="md"
          leftSection={<IconDownload size={18} />}
          onClick={() => save('md', 'text/markdown', markdownOf(report))}
        >
          Save as Markdown
        </Button>
      </div>
      {tablesOf(report).map((table) => (
        <ReportTable key={table.title} table={table} />
      ))}
    </section>
  );
}

function ReportTable({ table: { title, note, head, rows } }: { table: Table }) {
  return (
    <>
      <h2 className={classes.title}>{title}</h2>
      {note && <p className={classes.note}>{note}</p>}
      <ScrollArea type="auto" viewportProps={{ tabIndex: 0, 'aria-label': title, role: 'region' }}>
        <table className={classes.table}>
          <thead>
            <tr>{head.map((name) => (name ? <th key={name}>{name}</th> : <td key="" />))}</tr>
          </thead>
          <tbody>
            {rows.map(([name, ...cells]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {cells.map((cell, column) => (
                  <td key={head[column + 1]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
    </>
  );
}
