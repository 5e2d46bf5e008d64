import { useStore } from 'zustand';
import { useAppStore } from '../store/react';
import type { Messages } from './messages';

/** The catalogue in the language of the page; the component renders again when that changes. */
export function useMessages(): Messages {
  return useStore(useAppStore(), ({ language }) => language.messages);
}
