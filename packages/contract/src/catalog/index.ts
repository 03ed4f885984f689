export * from './catalog.ts';
export * from './duplicates.ts';
export * from './file-marks.ts';
export * from './import-settings.ts';
export * from './imports.ts';
