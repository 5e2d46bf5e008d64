/** For tests: `blipscope work` as an engine of a cluster runs it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PROGRAM } from '../../testing/program.ts';

export function startChild(args: readonly string[]) {
  const child = spawn(process.execPath, [...PROGRAM, 'work', ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exit = once(child, 'exit');
  return {
    send: (message: object) => child.stdin.write(`${JSON.stringify(message)}\n`),
    /** The next event, other than of progress; null at the end. */
    async next() {
      for (;;) {
        const { value, done } = await lines.next();
        if (done) return null;
        const event = JSON.parse(value);
        if (event.event !== 'progress') return event;
      }
    },
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    /** The exit code, once it has ended. */
    ended: async (): Promise<number | null> => (await exit)[0],
  };
}
