import { localStorageColorSchemeManager, type MantineColorSchemeManager } from '@mantine/core';
import { scopedName } from './store/scope';
import { readStored } from './store/scoped-storage';

const KEY = 'mantine-color-scheme-value';

/** Stores the choice of light or dark by the name of this copy of the app. */
export function createColorSchemeManager(): MantineColorSchemeManager {
  readStored(KEY);
  return localStorageColorSchemeManager({ key: scopedName(KEY) });
}
