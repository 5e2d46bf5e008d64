/** For Vite to find the worker and build it; never run. */
new Worker(new URL('./engine-alone.worker.ts', import.meta.url), { type: 'module' });
