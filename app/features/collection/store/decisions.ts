/** What a person decides about pictures, and its undo. */
import type { Decision } from '../../../../core/collection';
import type { DecideRequest, WireError } from '../../../../core/protocol';
import { toWireError } from '../../../worker-client/errors';
import type { CollectionTools, GetState, SetState } from './collection-store';
import { decided, withRecords } from './records';

type Decisions = DecideRequest['decisions'];

/** What was decided in one step, and what was so before. */
export interface DecisionStep {
  decisions: Decisions;
  before: Decisions;
}

export interface DecisionsState {
  /** Newest last. */
  undoSteps: readonly DecisionStep[];
  /** Why the newest decision could not be stored. */
  decideError: WireError | null;
}

export interface DecisionsActions {
  /** Decides about pictures in one step. One that cannot be stored is taken back. Never rejects. */
  decide(decisions: Decisions): Promise<void>;
  /** Takes back the newest step, and returns the paths that it was about. */
  undo(): string[];
}

const MAX_UNDO = 200;

export function createDecisions(
  set: SetState,
  get: GetState,
  { collections }: CollectionTools,
): DecisionsState & DecisionsActions {
  function show(decisions: Decisions): void {
    const { records } = get();
    const changed = decisions.flatMap(({ path, decision }) => {
      const record = records.get(path);
      return record ? [decided(record, decision)] : [];
    });
    set({ records: withRecords(records, changed) });
  }

  function decisionsNow(paths: readonly string[]): Decisions {
    return paths.map((path) => ({ path, decision: get().records.get(path)?.decision ?? null }));
  }

  /** Stores the decisions; on failure those of the same pictures that were made since stay. */
  async function store(decisions: Decisions, before: Decisions): Promise<void> {
    const { summary } = get();
    if (!summary) return;
    show(decisions);
    try {
      await collections.request('decide', { collection: summary.id, decisions });
      set({ decideError: null });
      get().writeJournalLater(decisions.map(({ path }) => path));
    } catch (error) {
      show(before.filter(({ path }, index) => isStill(path, decisions[index]?.decision ?? null)));
      set({ decideError: toWireError(error) });
    }
  }

  function isStill(path: string, decision: Decision | null): boolean {
    return (get().records.get(path)?.decision ?? null) === decision;
  }

  return {
    undoSteps: [],
    decideError: null,

    async decide(decisions) {
      const before = decisionsNow(decisions.map(({ path }) => path));
      set({ undoSteps: [...get().undoSteps.slice(1 - MAX_UNDO), { decisions, before }] });
      await store(decisions, before);
    },

    undo() {
      const step = get().undoSteps.at(-1);
      if (!step) return [];
      set({ undoSteps: get().undoSteps.slice(0, -1) });
      void store(step.before, step.decisions);
      return step.before.map(({ path }) => path);
    },
  };
}
