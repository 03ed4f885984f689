export * as arenaSchema from './arena.ts';
export * as catalogSchema from './catalog.ts';
