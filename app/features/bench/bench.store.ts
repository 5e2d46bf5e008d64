/** The state of the benchmark page. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BenchProgress, InstalledBundle } from '../../../core/protocol';
import { RequestAborted } from '../../worker-client/client';
import { DEMO, type ModelChoice } from '../models/active/choice';
import { type BenchPlan, planFor, type Surroundings } from './plan';
import type { BenchReport, MachineReport } from './report';
import { type Ask, runPlan } from './run';

export interface Running {
  /** Of the plan's subjects, from 0. */
  index: number;
  subjects: number;
  progress: BenchProgress;
}

export interface BenchState {
  model: ModelChoice;
  thorough: boolean;
  compare: boolean;
  bundles: readonly InstalledBundle[];
  running: Running | null;
  report: BenchReport | null;
  /** The last measurement was cancelled. */
  cancelled: boolean;
}

export interface BenchActions {
  choose(choice: Partial<Pick<BenchState, 'model' | 'thorough' | 'compare'>>): void;
  /** Measures the plan, by default that of the choices. Never rejects. */
  start(plan?: BenchPlan): Promise<void>;
  cancel(): void;
}

export type BenchStore = StoreApi<BenchState & BenchActions>;

export interface BenchTools {
  ask: Ask;
  machine: MachineReport;
  surroundings: Omit<Surroundings, 'bundles'>;
  now: () => Date;
}

const FIRST: BenchProgress = { stage: 'load', done: 0, total: 1 };

export function createBenchStore({ ask, machine, surroundings, now }: BenchTools): BenchStore {
  let abort: AbortController | null = null;
  return createStore((set, get) => ({
    model: DEMO,
    thorough: false,
    compare: true,
    bundles: [],
    running: null,
    report: null,
    cancelled: false,

    choose: (choice) => set(choice),

    start: async (plan = planFor(get(), { ...surroundings, bundles: get().bundles })) => {
      if (get().running) return;
      abort = new AbortController();
      const subjects = plan.subjects.length;
      const onProgress = (index: number, progress: BenchProgress) =>
        set({ running: { index, subjects, progress } });
      set({ running: { index: 0, subjects, progress: FIRST }, report: null, cancelled: false });
      try {
        const reports = await runPlan(plan, { ask, onProgress, signal: abort.signal });
        set({ report: { made: now().toISOString(), machine, amounts: plan.amounts, subjects: reports } });
      } catch (error) {
        if (!(error instanceof RequestAborted)) throw error;
        set({ cancelled: true });
      } finally {
        set({ running: null });
      }
    },

    cancel: () => abort?.abort(),
  }));
}
