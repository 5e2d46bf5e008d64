/**
 * Turns off the telemetry of onnxruntime-node, which would look up a server and write a lasting device id and a list
 * of events into the cache. The native library reads the variable when it is loaded and has no function for it in
 * JavaScript, so this module is imported before the runtime.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';
