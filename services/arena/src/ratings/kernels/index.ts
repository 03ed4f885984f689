/** Statistics of pairwise preference: pure functions over numbers. Arms are indices 0..arms−1, ratings are in Elo. */
export { fitBradleyTerry, type BradleyTerryFit, type FitOptions } from './fit-bradley-terry.ts';
export { ratingCovariance, type RatingCovariance } from './rating-covariance.ts';
export { ratingIntervals } from './rating-intervals.ts';
export { difference, type Difference } from './difference.ts';
export { rankSets, type RankSet, type RankSetOptions, type RankSets } from './rank-sets.ts';
export { fitDavidson, type DavidsonFit } from './fit-davidson.ts';
export { fitCovariates, type CovariateFit, type Estimate } from './fit-covariates.ts';
export { winMatrix, type WinMatrixCell } from './win-matrix.ts';
export { pairShare, type PairShare, type ShareOptions } from './pair-share.ts';
export { selfAgreement, sideBias, type CountedShare, type SideBias } from './side-bias.ts';
export {
  agreementInterval,
  gwetAc1,
  krippendorffAlpha,
  rawAgreement,
  type AnswerCounts,
} from './agreement.ts';
export type { NeutralRule, PairCount, VoteCells } from './pair-count.ts';
export type { Interval } from './interval.ts';
