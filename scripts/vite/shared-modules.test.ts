import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Rolldown } from 'vite';
import { expect, test } from 'vitest';
import { sharedModules } from './shared-modules.ts';

const PAGE = `
  new Worker(new URL('./a.js', import.meta.url), { type: 'module' });
  new Worker(new URL('./b.js', import.meta.url), { type: 'module' });`;

const LIBRARY = `
  export default () => "large library" + new URL('./large.wasm', import.meta.url);`;

test('a shared module is one file, which every worker imports', async () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'shared-')));
  const write = (name: string, text: string) => writeFileSync(join(root, name), text);
  try {
    mkdirSync(join(root, 'lib'));
    write('index.html', '<script type="module" src="./page.js"></script>');
    write('page.js', PAGE);
    write('lib/large.js', LIBRARY);
    // A smaller one would be written into the code.
    write('lib/large.wasm', 'x'.repeat(5000));
    write('a.js', `import('./reader.js').then(({ read }) => read('a'));`);
    write('b.js', `import large from './lib/large.js'; postMessage(large());`);
    write(
      'reader.js',
      `import large from './lib/large.js'; export const read = (name) => postMessage(name + large());`,
    );
    const built: string[] = [];
    const shared = sharedModules([join(root, 'lib/large.js')], ({ moduleIds }) => built.push(...moduleIds));
    const output = await build({
      root,
      base: './',
      configFile: false,
      logLevel: 'silent',
      plugins: [shared.page],
      build: { write: false },
      worker: { format: 'es', plugins: shared.workers },
    });
    const files = (output as Rolldown.RolldownOutput).output.map((file) => ({
      name: file.fileName,
      text: String(file.type === 'chunk' ? file.code : file.source),
    }));
    const withLibrary = files.filter(({ text }) => text.includes('large library'));
    expect(withLibrary.map(({ name }) => name)).toEqual([expect.stringMatching(/^assets\/large-.{8}\.js$/)]);
    const address = `./${withLibrary[0]!.name.slice('assets/'.length)}`;
    expect(files.filter(({ text }) => text.includes(address))).toHaveLength(2);
    const wasm = files.filter(({ name }) => name.endsWith('.wasm'));
    expect(wasm.map(({ text }) => text.length)).toEqual([5000]);
    // Beside it, under whatever path the app is served.
    expect(withLibrary[0]!.text).toMatch(new RegExp(`["'\`]${wasm[0]!.name.slice('assets/'.length)}["'\`]`));
    expect(built).toEqual([join(root, 'lib/large.js')]);
  } finally {
    rmSync(root, { recursive: true });
  }
});
