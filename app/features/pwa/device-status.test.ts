import { expect, test } from 'vitest';
import type { OfflineCache } from '../../../core/protocol';
import { en } from '../../i18n/en';
import { deviceStatus } from './device-status';

const FACTS = { online: true, shell: true, hasModel: true };
const text = (cache: OfflineCache | null, facts: Partial<typeof FACTS> = {}) =>
  en.pwa.status[deviceStatus({ ...FACTS, ...facts, cache })].text;

const ALL: OfflineCache = { running: 'cached', cpu: 'cached' };

test('offline ready is shown when everything is cached, and not before that is known', () => {
  expect(text(ALL)).toBe('On this device, offline ready');
  expect(text(null)).toBe('On this device');
  expect(text(ALL, { shell: false })).toBe('On this device');
});

test('less than all is said as it is', () => {
  expect(text({ running: 'cached', cpu: 'missing' })).toBe('On this device, offline ready as it runs now');
  expect(text({ running: 'missing', cpu: 'missing' })).toBe('On this device, offline ready after first use');
  expect(text({ running: 'full', cpu: 'full' })).toBe('Storage full: needs the network');
});

test('the details say that there was no room for the CPU', () => {
  const more = (cpu: OfflineCache['cpu']) =>
    en.pwa.status[deviceStatus({ ...FACTS, cache: { running: 'cached', cpu } })].more;
  expect(more('full')).toContain('storage of this browser is full');
  expect(more('missing')).not.toContain('full');
});

test('offline, everything works only if everything is stored', () => {
  expect(text(ALL, { online: false })).toBe('Offline, everything works');
  expect(text({ running: 'cached', cpu: 'full' }, { online: false })).toBe('Offline');
  expect(text(ALL, { online: false, hasModel: false })).toBe('Offline');
});
