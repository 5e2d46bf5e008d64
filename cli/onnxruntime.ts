/** The only way to onnxruntime-node for programs; tests get the variable from vitest.config.ts. */
import './no-telemetry.ts';

export * from 'onnxruntime-node';
