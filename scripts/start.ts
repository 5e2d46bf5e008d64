/** `npm start`: the app as it ships, in a browser. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';
import { buildDemo, DEFAULT_DTYPES, DEMO_FOLDER } from './build-demo.ts';

const root = join(fileURLToPath(import.meta.url), '..', '..');

await buildDemo(DEMO_FOLDER, DEFAULT_DTYPES);
await build({ root, logLevel: 'warn' });
const server = await preview({ root, preview: { open: hasScreen() } });
server.printUrls();

/** A server has no browser to open; the address is printed anyway. */
function hasScreen(): boolean {
  const { CI, DISPLAY, WAYLAND_DISPLAY, WSL_DISTRO_NAME } = process.env;
  if (CI) return false;
  return process.platform !== 'linux' || Boolean(DISPLAY ?? WAYLAND_DISPLAY ?? WSL_DISTRO_NAME);
}
