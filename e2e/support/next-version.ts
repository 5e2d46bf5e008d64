import { createHash } from 'node:crypto';
import { StaticHost } from './static-host';

const PAGES = ['index.html', 'bench.html'];

/**
 * Publishes another version of the app at a host: its pages have a mark, every script and stylesheet has another name,
 * and the old names are gone.
 */
export function publishNextVersion({ changed }: StaticHost): void {
  const names = StaticHost.assets().filter((name) => /\.(js|css)$/.test(name));
  const renamed = (text: string) =>
    names.reduce((all, name) => all.replaceAll(fileOf(name), next(name)), text);
  for (const name of names) {
    changed.set(`assets/${next(name)}`, renamed(StaticHost.built(name)));
    changed.set(name, null);
  }
  for (const page of PAGES) changed.set(page, renamed(marked(StaticHost.built(page))));
  changed.set('sw.js', withHashes(renamed(StaticHost.built('sw.js')), changed));
}

function fileOf(name: string): string {
  return name.slice('assets/'.length);
}

function next(name: string): string {
  return fileOf(name).replace(/\.\w+$/, 'next$&');
}

function marked(page: string): string {
  return page.replace('</head>', '<meta name="version" content="next"></head>');
}

/** The service worker's list of files, with the hashes of the changed ones. */
function withHashes(worker: string, changed: ReadonlyMap<string, string | null>): string {
  return worker.replace(/("sha256":")\w+(","url":"([^"]+)")/g, (entry, before, after, name) => {
    const text = changed.get(name);
    return text ? before + createHash('sha256').update(text).digest('hex') + after : entry;
  });
}
