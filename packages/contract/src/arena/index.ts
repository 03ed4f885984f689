export * from './ballots.ts';
export * from './cases.ts';
export * from './covariates.ts';
export * from './exclusions.ts';
export * from './leaderboard.ts';
export * from './quality.ts';
export * from './raters.ts';
export * from './studies.ts';
