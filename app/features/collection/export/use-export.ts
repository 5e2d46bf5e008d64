import { useEffect, useRef, useState } from 'react';
import type { ExportProgress, ExportReport, ExportSettings, WireError } from '../../../../core/protocol';
import { useApp } from '../../../store/react';
import { RequestAborted } from '../../../worker-client/client';
import { toWireError, WRITING_REFUSED } from '../../../worker-client/errors';
import { browserTools } from '../../models/browser-tools';
import { useCollectionStore } from '../context';
import { mayWrite } from '../open/permission';

interface ExportState {
  isBusy: boolean;
  progress: ExportProgress | null;
  preview: string[] | null;
  report: ExportReport | null;
  error: WireError | null;
}

const IDLE: ExportState = { isBusy: false, progress: null, preview: null, report: null, error: null };

/** One export at a time, and how far it is. It ends with the component. */
export function useExport() {
  const store = useCollectionStore();
  const { collections } = useApp((state) => state.collection.clients);
  const [state, setState] = useState(IDLE);
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);

  /** Null when it was cancelled or failed; the state says which. */
  async function ask(
    settings: ExportSettings,
    target: FileSystemDirectoryHandle | null,
    dryRun: boolean,
  ): Promise<ExportReport | null> {
    const collection = store.getState().summary?.id ?? '';
    stop.current = new AbortController();
    setState({ ...IDLE, isBusy: true });
    try {
      return await collections.request(
        'exportCollection',
        { collection, settings, target, dryRun },
        {
          signal: stop.current.signal,
          onProgress: (progress) => setState((now) => ({ ...now, progress })),
        },
      );
    } catch (error) {
      setState({ ...IDLE, error: error instanceof RequestAborted ? null : toWireError(error) });
      return null;
    }
  }

  return {
    ...state,
    cancel: () => stop.current.abort(),
    reset: () => setState(IDLE),

    /** The first records, without writing anything. */
    async show(settings: ExportSettings): Promise<void> {
      const report = await ask(settings, null, true);
      if (report) setState({ ...IDLE, preview: report.preview });
    },

    async toZip(settings: ExportSettings): Promise<void> {
      const report = await ask(settings, null, false);
      if (!report) return;
      if (report.zip) browserTools.saveFile(report.zip);
      setState({ ...IDLE, report });
    },

    /** Asks for the permission to write first, which browsers allow on a click. */
    async toFolder(settings: ExportSettings, handle: FileSystemDirectoryHandle): Promise<void> {
      if (!(await mayWrite(handle))) return setState({ ...IDLE, error: WRITING_REFUSED });
      const report = await ask(settings, handle, false);
      if (report) setState({ ...IDLE, report });
    },
  };
}
