import { Button, Flex, ScrollArea, Table, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { browserTools } from '../models/browser-tools';
import classes from './bench.module.css';
import type { BenchReport } from './report';
import { markdownOf, type ReportTable, tablesOf } from './tables';

const FORMATS = [
  {
    name: 'JSON',
    type: 'application/json',
    extension: 'json',
    write: (report: BenchReport) => JSON.stringify(report, null, 2),
  },
  { name: 'Markdown', type: 'text/markdown', extension: 'md', write: markdownOf },
] as const;

/** The tables, and the report as a file. */
export function Report({ report }: { report: BenchReport }) {
  return (
    <section aria-label="Result">
      <Flex gap="xs" wrap="wrap">
        {FORMATS.map(({ name, type, extension, write }) => (
          <Button
            key={name}
            variant="default"
            size="md"
            leftSection={<IconDownload size={18} />}
            onClick={() => {
              const file = `blipscope-bench-${report.made.slice(0, 10)}.${extension}`;
              browserTools.saveFile(new File([write(report)], file, { type }));
            }}
          >
            Save as {name}
          </Button>
        ))}
      </Flex>
      {tablesOf(report).map((table) => (
        <ShownTable key={table.title} table={table} />
      ))}
    </section>
  );
}

function ShownTable({ table: { title, note, head, rows } }: { table: ReportTable }) {
  return (
    <>
      <Title order={2} size="h5" mt="xl">
        {title}
      </Title>
      <Text size="sm" c="dimmed">
        {note}
      </Text>
      <ScrollArea type="auto" viewportProps={{ tabIndex: 0, 'aria-label': title, role: 'region' }}>
        <Table className={classes.table} w="auto" tabularNums>
          <Table.Thead>
            <Table.Tr>
              {head.map((name) => (name ? <Table.Th key={name}>{name}</Table.Th> : <Table.Td key="" />))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(([name, ...cells]) => (
              <Table.Tr key={name}>
                <Table.Th scope="row">{name}</Table.Th>
                {cells.map((cell, column) => (
                  <Table.Td key={head[column + 1]}>{cell}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea>
    </>
  );
}
