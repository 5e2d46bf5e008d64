/** The only way to onnxruntime-node for programs; tests get the variable from vitest.config.ts. */
import './no-telemetry.ts';

export * from 'onnxruntime-node';
/** Whether it reads models from files by itself; the npm package has another runtime, too. */
export const isNative: boolean = true;
