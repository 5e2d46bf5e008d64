import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

type OutputFile = Rolldown.OutputChunk | Rolldown.OutputAsset;

/**
 * Prints the size of the JS and CSS of a page's first load (its entry with static imports, and all CSS; gzip), and
 * fails the build if it exceeds the budget.
 */
export function shellBudget({ page, gzipBytes }: { page: string; gzipBytes: number }): Plugin {
  return {
    name: 'shell-budget',
    apply: 'build',
    writeBundle(_, bundle) {
      const files = Object.values(bundle);
      const isEntry = (file: OutputFile) =>
        file.type === 'chunk' && file.isEntry && (file.facadeModuleId?.endsWith(`/${page}`) ?? false);
      if (!files.some(isEntry)) return;
      const bytes = shellFiles(files, isEntry).reduce(
        (sum, file) => sum + gzipSync(contentOf(file)).byteLength,
        0,
      );
      const summary = `The shell takes ${kilobytes(bytes)} of ${kilobytes(gzipBytes)} (JS and CSS, gzip).`;
      if (bytes > gzipBytes) this.error(`${summary} Load what is not needed at once with import().`);
      this.info(summary);
    },
  };
}

function shellFiles(files: readonly OutputFile[], isEntry: (file: OutputFile) => boolean): OutputFile[] {
  const byName = new Map(files.map((file) => [file.fileName, file]));
  const shell = new Set<OutputFile>();
  const visit = (name: string) => {
    const file = byName.get(name);
    if (!file || shell.has(file)) return;
    shell.add(file);
    if (file.type === 'chunk') file.imports.forEach(visit);
  };
  for (const file of files) {
    if (file.type === 'chunk' ? isEntry(file) : file.fileName.endsWith('.css')) visit(file.fileName);
  }
  return [...shell];
}

function contentOf(file: OutputFile): string | Uint8Array {
  return file.type === 'chunk' ? file.code : file.source;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} kB`;
}
