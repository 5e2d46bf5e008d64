/** Where onnxruntime-node can run a model, and why it cannot. */
import { platform } from 'node:process';
import { oneLine } from '../errors.ts';

/** Names of onnxruntime-node's execution providers. */
export const DEVICES = ['cpu', 'webgpu', 'coreml', 'dml', 'cuda'] as const;
export type Device = (typeof DEVICES)[number];
export type OtherDevice = Exclude<Device, 'cpu'>;

/** In the order in which `auto` tries them: the first ones need the least care of a person to be fast. */
export const OTHER_DEVICES = ['cuda', 'webgpu', 'coreml', 'dml'] as const satisfies OtherDevice[];

const TITLES: Record<Device, string> = {
  cpu: 'the CPU',
  webgpu: 'WebGPU',
  coreml: 'Core ML',
  dml: 'DirectML',
  cuda: 'CUDA',
};

export function titleOf(device: Device): string {
  return TITLES[device];
}

/** Where the package of onnxruntime-node contains them. */
const PLATFORMS: Record<OtherDevice, string> = {
  webgpu: 'Windows, macOS on Apple silicon, and Linux on x64',
  coreml: 'macOS',
  dml: 'Windows',
  cuda: 'Linux on x64',
};

/** Why the runtime does not have a device on this platform. */
export function notCompiledIn(device: OtherDevice): string {
  const here = `${platform} on ${process.arch}`;
  return `onnxruntime-node has no ${TITLES[device]} for ${here}; it has it for ${PLATFORMS[device]}.`;
}

const NO_GPU: Partial<Record<NodeJS.Platform, string>> = {
  linux:
    'No graphics driver for Vulkan was found. Install the Vulkan loader (libvulkan1) and the driver of the GPU; "vulkaninfo --summary" lists what is there.',
};

/** What the runtime's messages mean, and what to do. */
const CAUSES: readonly (readonly [RegExp, string])[] = [
  [
    /WebGPU adapter|No supported adapters/i,
    NO_GPU[platform] ?? 'No GPU was found. Update the driver of the graphics card.',
  ],
  [
    /load (shared )?library/i,
    'A library of the device is missing. For CUDA, run "node node_modules/onnxruntime-node/script/install --onnxruntime-node-install=cuda12", and install CUDA 12 and cuDNN 9.',
  ],
  [/no CUDA-capable device|cudaErrorNoDevice|CUDA failure 100\b/i, 'No CUDA-capable GPU was found.'],
];

/** Why a device that the runtime has does not work, as one line. */
export function reasonOfRuntime(error: unknown): string {
  const message = oneLine(error instanceof Error && error.cause ? error.cause : error);
  return CAUSES.find(([pattern]) => pattern.test(message))?.[1] ?? message;
}
