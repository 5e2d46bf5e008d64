/** From `--device` to the device that a model runs on. */
import { CliError } from '../errors.ts';
import { listSupportedBackends } from '../onnxruntime.ts';
import { printNotice } from '../output.ts';
import { type CheckResult, checkDevice } from './check.ts';
import { type Device, notCompiledIn, OTHER_DEVICES, type OtherDevice, titleOf } from './devices.ts';

export type DeviceChoice = Device | 'auto';

export interface ChooseOptions {
  /** The bundle's folder. */
  model: string;
  signal: AbortSignal;
  /** Names of the runtime's providers on this platform. */
  supported?: readonly string[];
  check?: typeof checkDevice;
}

/**
 * Checks the device that was asked for. `auto` is the first one that computes what the CPU does, and faster; the CPU if
 * there is none, with a notice.
 * @throws {CliError} if a device is not there, or computes wrongly
 */
export async function chooseDevice(choice: DeviceChoice, options: ChooseOptions): Promise<Device> {
  if (choice === 'cpu') return choice;
  if (choice === 'auto') return chooseBest(options);
  const result = await tryDevice(choice, options);
  if (!('refused' in result)) return choice;
  throw new CliError(
    `--device ${choice} cannot be used. ${result.refused} Or choose --device cpu, or auto for the best there is.`,
  );
}

async function chooseBest(options: ChooseOptions): Promise<Device> {
  const reasons: string[] = [];
  for (const device of OTHER_DEVICES.filter((each) => supportedBy(options).includes(each))) {
    const result = await tryDevice(device, options);
    const reason = 'refused' in result ? result.refused : slower(result);
    if (reason === null) return device;
    reasons.push(`${titleOf(device)}: ${firstSentence(reason)}`);
  }
  printNotice(['The model runs on the CPU.', ...reasons].join(' '));
  return 'cpu';
}

/** What to do about it is told where the device was asked for. */
function firstSentence(text: string): string {
  return text.split(/(?<=\.) /, 1)[0]!;
}

function slower({ deviceMs, cpuMs }: Exclude<CheckResult, { refused: string }>): string | null {
  return deviceMs < cpuMs
    ? null
    : `It is slower: ${Math.round(deviceMs)} ms against ${Math.round(cpuMs)} ms.`;
}

async function tryDevice(device: OtherDevice, options: ChooseOptions): Promise<CheckResult> {
  if (!supportedBy(options).includes(device)) return { refused: notCompiledIn(device) };
  const { model, signal, check = checkDevice } = options;
  return check({ device, model }, signal);
}

function supportedBy({ supported }: ChooseOptions): readonly string[] {
  return supported ?? listSupportedBackends().map(({ name }) => name);
}
