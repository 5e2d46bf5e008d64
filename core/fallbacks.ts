/** Why a model does not run as it was asked to: on the CPU, in 32 bits, or in one thread. In English, for a person. */
export const FALLBACKS = {
  'no-webgpu': 'This browser has no WebGPU.',
  'no-gpu': 'The browser offers no GPU on this device.',
  'gpu-not-opened': 'The GPU could not be opened.',
  'gpu-failed': 'The GPU could not run this model.',
  'gpu-out-of-memory': 'The GPU has too little memory for this model.',
  'gpu-imitated':
    'The browser has no GPU here, only a program that imitates one, and the processor alone is faster than that.',
  'made-for-cpu': 'This model was installed for the CPU. Install it for the GPU to run it there.',
  'no-fp16': 'This GPU has no 16-bit arithmetic: the model runs in 32 bits.',
  'fp16-slower': '16 bits are slower than 32 on this GPU: the model runs in 32 bits.',
  'fp16-wrong': 'This GPU’s 16-bit arithmetic gives wrong results: the model runs in 32 bits.',
  'no-shared-memory': 'This browser lets threads share no memory here, so one does all the work.',
  'one-thread': 'The browser did not start the engine’s other threads, so one does all the work.',
  'no-reading-thread':
    'The browser did not start the thread that reads pictures, so the engine’s own reads them, too.',
};

export type Fallback = keyof typeof FALLBACKS;
