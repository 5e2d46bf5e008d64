import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin, Rolldown } from 'vite';

export interface NoticeOptions {
  /** Notices that come first: a title and the file with the text. */
  own: readonly { title: string; file: string }[];
  /** Files with the licence of packages that are published without one, by package name. */
  texts: Readonly<Record<string, string>>;
}

export interface LicenseNotices {
  page: Plugin;
  workers: () => Plugin[];
  /** Includes what is built otherwise, before the page's bundle is generated. */
  add: (chunk: Rolldown.OutputChunk) => void;
}

const FILE_NAME = 'licenses.txt';
const LICENSE_FILE = /^(licen[cs]e|copying|notice)/i;
const RULE = '-'.repeat(80);

/**
 * Writes `licenses.txt` with the licence of every package whose code is in the built app. A package without a licence
 * text fails the build. `workers` goes into `worker.plugins`: workers are bundled separately.
 */
export function licenseNotices(options: NoticeOptions): LicenseNotices {
  const folders = new Set<string>();
  const add = ({ moduleIds }: Rolldown.OutputChunk) => {
    for (const folder of moduleIds.map(packageFolder)) {
      if (folder) folders.add(folder);
    }
  };
  const collect = (bundle: Rolldown.OutputBundle) => {
    for (const file of Object.values(bundle)) {
      if (file.type === 'chunk') add(file);
    }
  };
  const page: Plugin = {
    name: 'license-notices',
    apply: 'build',
    generateBundle(_, bundle) {
      collect(bundle);
      this.emitFile({ type: 'asset', fileName: FILE_NAME, source: noticesOf(folders, options) });
    },
  };
  const worker: Plugin = {
    name: 'license-notices:worker',
    generateBundle: (_, bundle) => collect(bundle),
  };
  return { page, workers: () => [worker], add };
}

/** The folder of the package that a module is from; null for the app's own and for generated modules. */
export function packageFolder(id: string): string | null {
  const found = /^\0?(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/?]+)[\\/]/.exec(id);
  return found?.[1] ?? null;
}

/** @throws {Error} naming every package that has no licence text. */
export function noticesOf(folders: Iterable<string>, { own, texts }: NoticeOptions): string {
  const packages = [...folders].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return { title: `${name} ${version}`, license, text: licenseText(folder) ?? textIn(texts[name]) };
  });
  const missing = packages.filter(({ text }) => !text).map(({ title }) => title);
  if (missing.length > 0) {
    throw new Error(
      `No licence text: ${missing.join(', ')}. Add the text to scripts/vite/licenses and name it in vite.config.ts.`,
    );
  }
  const notices = [
    ...own.map(({ title, file }) => section(title, readFileSync(file, 'utf8'))),
    ...packages
      .map(({ title, license, text }) => section(`${title} (${license})`, text ?? ''))
      .sort((a, b) => a.localeCompare(b, 'en')),
  ];
  return notices.join('\n');
}

function section(title: string, text: string): string {
  return `${RULE}\n${title}\n${RULE}\n\n${text.trim()}\n`;
}

function licenseText(folder: string): string | null {
  const files = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && LICENSE_FILE.test(entry.name),
  );
  return files.map(({ name }) => readFileSync(join(folder, name), 'utf8').trim()).join('\n\n') || null;
}

function textIn(file: string | undefined): string | null {
  return file && existsSync(file) ? readFileSync(file, 'utf8') : null;
}
