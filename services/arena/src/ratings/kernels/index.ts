/** Statistics of pairwise preference: pure functions over numbers. Arms are indices 0..arms−1, ratings are in Elo. */
export { fitBradleyTerry, type BradleyTerryFit, type FitOptions } from './fit-bradley-terry.ts';
export { ratingCovariance, type RatingCovariance } from './rating-covariance.ts';
export { ratingIntervals } from './rating-intervals.ts';
export { difference, type Difference } from './difference.ts';
export { pairShare, type PairShare, type ShareOptions } from './pair-share.ts';
export type { NeutralRule, PairCount, VoteCells } from './pair-count.ts';
export type { Interval } from './interval.ts';
// To come, signatures settled:
// rankSets(fit, covariance, options?: { level?; draws?; seed? }): { best: number; worst: number }[]   by arm, 1-based
// fitDavidson(arms, counts, …): DavidsonFit · winMatrix(arms, counts, fit?, rule?): WinMatrixCell[]
// sideBias(left, right, level?) · selfAgreement(same, repeats, level?) · krippendorffAlpha(units) · gwetAc1(units) · rawAgreement(units)
// ../../ballots/kernels: pairWeights(policy, …), drawFrom(probabilities, u), chooseSide(tallies, u)
