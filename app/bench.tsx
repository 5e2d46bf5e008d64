/** The entry of the benchmark page. */
import './styles';
import '@mantine/core/styles/Flex.css';
import '@mantine/core/styles/ScrollArea.css';
import '@mantine/core/styles/Table.css';
import '@mantine/core/styles/Text.css';
import '@mantine/core/styles/Title.css';
import { MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import type { LibraryKind } from '../core/protocol';
import { restrictCode } from '../core/trusted-types';
import { createColorSchemeManager } from './color-scheme';
import { Bench } from './features/bench/Bench';
import { BenchFailure } from './features/bench/BenchFailure';
import { type BenchStore, createBenchStore } from './features/bench/bench.store';
import type { BenchPlan } from './features/bench/plan';
import { askFreshWorker } from './features/bench/run';
import { ErrorBoundary } from './parts/ErrorBoundary';
import { resolveVariables, theme } from './theme';
import { createWorkerClient } from './worker-client/client';
import { createBenchWorker, createConvertWorker } from './worker-client/worker';

restrictCode(globalThis);

const address = (relative: string) => new URL(relative, document.baseURI).href;

async function sampleAddresses(): Promise<string[]> {
  const listed: { file: string }[] = await (await fetch('samples/samples.json')).json();
  return listed.map(({ file }) => address(`samples/${file}`));
}

/** Without storage there are no installed models. */
async function listInstalled(store: BenchStore): Promise<void> {
  const library = createWorkerClient<LibraryKind>(createConvertWorker, 'The keeper of the models');
  const listed = await library.request('library', null).catch(() => null);
  if (listed) store.setState({ bundles: listed.bundles });
}

/** The plan of `npm run bench`: a file of this origin, with URLs relative to the page. */
async function planFrom(url: string, samples: string[]): Promise<BenchPlan> {
  const { subjects, ...plan }: Omit<BenchPlan, 'samples'> = await (await fetch(address(url))).json();
  const absolute = subjects.map((subject) => {
    const { source } = subject;
    return source.kind === 'url' ? { ...subject, source: { ...source, url: address(source.url) } } : subject;
  });
  return { ...plan, subjects: absolute, samples };
}

function createStore(samples: string[]): BenchStore {
  return createBenchStore({
    ask: askFreshWorker(createBenchWorker),
    machine: {
      cores: navigator.hardwareConcurrency,
      isolated: crossOriginIsolated,
      userAgent: navigator.userAgent,
      host: null,
    },
    surroundings: { hasGpu: 'gpu' in navigator, samples, demoUrl: address('models/demo/') },
    now: () => new Date(),
  });
}

const root = createRoot(document.getElementById('root')!);
const colorSchemeManager = createColorSchemeManager();

function show(content: ReactNode): void {
  root.render(
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolveVariables}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="auto"
    >
      <ErrorBoundary fallback={() => <BenchFailure />}>{content}</ErrorBoundary>
    </MantineProvider>,
  );
}

async function start(): Promise<void> {
  const samples = await sampleAddresses();
  const store = createStore(samples);
  show(<Bench store={store} />);
  const plan = new URLSearchParams(location.search).get('plan');
  if (plan) await store.getState().start(await planFrom(plan, samples));
  else await listInstalled(store);
}

// A file is missing, or the connection broke.
start().catch((error: unknown) => {
  console.error(error);
  show(<BenchFailure />);
});
