export * from './catalog.ts';
export * from './duplicates.ts';
