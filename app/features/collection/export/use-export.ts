import { useEffect, useRef, useState } from 'react';
import type { ExportProgress, ExportReport, ExportSettings, WireError } from '../../../../core/protocol';
import { useApp } from '../../../store/react';
import { RequestAborted } from '../../../worker-client/client';
import { toWireError, WRITING_REFUSED } from '../../../worker-client/errors';
import { browserTools } from '../../models/browser-tools';
import { useCollectionStore } from '../context';
import { mayWrite } from '../open/permission';
import { chooseFolder } from '../open/pick-folder';
import type { ExportTarget } from './targets';

interface ExportState {
  isBusy: boolean;
  progress: ExportProgress | null;
  /** Of a dry run. */
  dryRun: ExportReport | null;
  report: ExportReport | null;
  /** The name of the folder that it was written into; null for a zip file. */
  folder: string | null;
  error: WireError | null;
}

const IDLE: ExportState = {
  isBusy: false,
  progress: null,
  dryRun: null,
  report: null,
  folder: null,
  error: null,
};

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

  /** @param folder null for a zip file. */
  async function writeInto(
    settings: ExportSettings,
    folder: FileSystemDirectoryHandle | null,
  ): Promise<void> {
    const report = await ask(settings, folder, false);
    if (report?.zip) browserTools.saveFile(report.zip);
    if (report) setState({ ...IDLE, report, folder: folder?.name ?? null });
  }

  const ownFolder = () => store.getState().summary?.handle ?? null;

  return {
    ...state,
    cancel: () => stop.current.abort(),
    reset: () => setState(IDLE),

    /** What would be written, without writing anything. Another folder is taken for an empty one. */
    async tryOut(settings: ExportSettings, target: ExportTarget): Promise<void> {
      const report = await ask(settings, target === 'folder' ? ownFolder() : null, true);
      if (report) setState({ ...IDLE, dryRun: report });
    },

    /** Asks for the permission to write first, which browsers allow on a click. */
    async write(settings: ExportSettings, target: ExportTarget): Promise<void> {
      if (target === 'zip') return writeInto(settings, null);
      const folder = target === 'folder' ? ownFolder() : await chooseFolder('blipscope-export', 'readwrite');
      if (!folder) return;
      if (!(await mayWrite(folder))) return setState({ ...IDLE, error: WRITING_REFUSED });
      await writeInto(settings, folder);
    },
  };
}
