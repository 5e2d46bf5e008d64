import type { Backend } from '../../../../core/protocol';

/** How long the captions of one picture took on this device with the demo model, on its GPU and on its processor. */
export interface MeasuredPace {
  /** The GPU's name. */
  gpu: string;
  /** The version of onnxruntime-web. */
  runtime: string;
  /** Seconds. */
  seconds: Readonly<Record<Backend, number>>;
}

/** So many devices are remembered: a laptop may have two GPUs, and a few outside. */
const MOST_PACES = 8;
/** The GPU leaves the processor free for other things: it is given up only for a clear gain. */
const CLEAR_GAIN = 1.2;

/** The pace measured on that GPU with this runtime. */
export function paceOn(paces: readonly MeasuredPace[], gpu: string): MeasuredPace | null {
  return paces.find((pace) => pace.gpu === gpu && pace.runtime === RUNTIME_VERSION) ?? null;
}

/** With another one; the one it replaces, and those of earlier runtimes, are forgotten. */
export function withPace(paces: readonly MeasuredPace[], pace: MeasuredPace): MeasuredPace[] {
  const others = paces.filter(({ gpu, runtime }) => gpu !== pace.gpu && runtime === RUNTIME_VERSION);
  return [pace, ...others].slice(0, MOST_PACES);
}

/** The GPUs on which the processor is clearly faster. */
export function slowGpus(paces: readonly MeasuredPace[]): string[] {
  return paces.filter((pace) => paceOn(paces, pace.gpu) === pace && isSlow(pace)).map(({ gpu }) => gpu);
}

function isSlow({ seconds }: MeasuredPace): boolean {
  return seconds.webgpu > CLEAR_GAIN * seconds.wasm;
}

/** Why a backend runs, in a sentence. */
export function paceText({ seconds }: MeasuredPace, backend: Backend): string {
  const [gpu, processor] = [secondsText(seconds.webgpu), secondsText(seconds.wasm)];
  if (backend === 'wasm')
    return `The processor is faster here: ${processor} a picture against ${gpu} on the GPU.`;
  return seconds.webgpu <= seconds.wasm
    ? `The GPU is faster here: ${gpu} a picture against ${processor} on the processor.`
    : `The GPU is about as fast here as the processor, ${gpu} a picture against ${processor}, and leaves it free.`;
}

function secondsText(seconds: number): string {
  return seconds < 9.95 ? `${seconds.toFixed(seconds < 0.95 ? 2 : 1)} s` : `${Math.round(seconds)} s`;
}
