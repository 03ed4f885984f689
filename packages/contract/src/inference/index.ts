export * from './models.ts';
export * from './runs.ts';
export * from './trials.ts';
