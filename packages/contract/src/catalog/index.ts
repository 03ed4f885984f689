export * from './catalog.ts';
export * from './duplicates.ts';
export * from './file-marks.ts';
