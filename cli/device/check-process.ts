/** The process of `checkDevice`: answers with one message. */
import { openWith } from '../model.ts';
import type { CheckRequest, CheckResult } from './check.ts';
import { reasonOfRuntime } from './devices.ts';
import { disagreement, probe } from './probe.ts';

async function check({ device, model }: CheckRequest): Promise<CheckResult> {
  const { signal } = new AbortController();
  const cpu = await probe(await openWith({ model, device: 'cpu' }, signal));
  try {
    const other = await probe(await openWith({ model, device }, signal));
    const wrong = disagreement(cpu.numbers, other.numbers);
    if (wrong) return { refused: `It computes wrongly: ${wrong}. Update its driver.` };
    return { deviceMs: other.ms, cpuMs: cpu.ms };
  } catch (error) {
    return { refused: reasonOfRuntime(error) };
  }
}

const result = await check(JSON.parse(process.argv[2]!));
process.send!(result, () => process.exit());
