/**
 * The start-up check of a device, in a process of its own: a driver may crash or write to standard error, and neither may
 * reach the command.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { OtherDevice } from './devices.ts';

const CHECK_PROCESS = fileURLToPath(new URL('./check-process.ts', import.meta.url));

export interface CheckRequest {
  device: OtherDevice;
  /** The bundle's folder. */
  model: string;
}

/** Milliseconds of the same work, or why the device cannot be used. */
export type CheckResult = { deviceMs: number; cpuMs: number } | { refused: string };

/**
 * Runs the model's probe on the CPU and on a device.
 * @throws the signal's reason
 */
export async function checkDevice(request: CheckRequest, signal: AbortSignal): Promise<CheckResult> {
  const child = fork(CHECK_PROCESS, [JSON.stringify(request)], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const stop = () => child.kill('SIGKILL');
  signal.addEventListener('abort', stop);
  try {
    let result: CheckResult | null = null;
    child.on('message', (message) => {
      result = message as CheckResult;
    });
    const end = await new Promise<string>((resolve, reject) => {
      child.on('error', reject).on('close', (code, killer) => resolve(killer ?? `exit code ${code}`));
    });
    signal.throwIfAborted();
    return result ?? { refused: `The driver ended the program that tried it (${end}).` };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
