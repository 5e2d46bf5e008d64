import type { App } from '../../store/app-state';
import type { Run } from './run';

/** The run of the picture on the stage. */
export function currentRun({ captions, pictures }: Pick<App, 'captions' | 'pictures'>): Run | null {
  return (pictures.currentId && captions.runs[pictures.currentId]) || null;
}
