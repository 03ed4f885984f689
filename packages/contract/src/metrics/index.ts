export * from './annotation-quality.ts';
export * from './benchmark.ts';
export * from './convincing.ts';
export * from './preference.ts';
export * from './rewards.ts';
export * from './runs.ts';
