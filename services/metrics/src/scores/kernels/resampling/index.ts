/** How sure a value is: seeded bootstrap over images or groups, paired differences, McNemar's test, spread over folds. */
export {
  bootstrap,
  replicate,
  summariseReplicates,
  type BootstrapOptions,
  type BootstrapResult,
} from './bootstrap.ts';
export {
  differences,
  statisticsOfSums,
  sumTable,
  weightedSums,
  type SumTable,
  type WeightedStatistics,
} from './weighted-statistics.ts';
export { statisticsOfRanking, type ScoredImages } from './ranking-statistics.ts';
export { mcnemar, type McNemar } from './mcnemar.ts';
export { meanAndSpread, type Spread } from './mean-and-spread.ts';
