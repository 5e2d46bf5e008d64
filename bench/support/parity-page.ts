import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { ROOT } from './site.ts';

/** Serves the page of the parity tests, with the models of the tests. @throws when it cannot be built or the port is taken. */
export async function serveParityPage(port: number): Promise<{ url: string; stop: () => void }> {
  const server = spawn(process.execPath, ['--import', 'tsx', 'e2e/parity/serve.ts', '--port', `${port}`], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://localhost:${port}/`;
  while (
    !(await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (server.exitCode !== null) throw new Error('The parity page could not be served.');
    await pause(500);
  }
  return { url, stop: () => server.kill() };
}
