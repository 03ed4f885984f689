export * from './benchmark.ts';
export * from './catalog.ts';
export * from './dataset-reports.ts';
export * from './preference.ts';
export * from './rewards.ts';
export * from './runs.ts';
