export * from './ranges.ts';
export * from './settings.ts';
