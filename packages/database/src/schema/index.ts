export * as arenaSchema from './arena.ts';
export * as catalogSchema from './catalog.ts';
export * as inferenceSchema from './inference.ts';
export * as metricsSchema from './metrics.ts';
export * as raterCountsSchema from './rater-counts.ts';
export * as views from './views.ts';
