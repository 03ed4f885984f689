/**
 * Statistics of pairwise preference: pure functions over numbers.
 *
 * Planned signatures (each appears below as its file lands):
 *
 * fitBradleyTerry(arms, counts: PairCount[], options?: { neutral?: NeutralRule; anchor?: { arm; elo } }): BradleyTerryFit
 *   .status 'ok' | 'separated' | 'disconnected' · .elo Float64Array (NaN = no votes) · .method ('ml'|'firth'|'none')[]
 *   .components { arms: number[]; status: 'ok'|'separated'|'unvoted'; groups: number[][] (strongest first) }[]
 * ratingCovariance(fit, cells?: VoteCells): RatingCovariance      // with cells: two-way clustered; without: vote-level sandwich
 * ratingIntervals(fit, covariance, level = 0.95): Interval[]      // marginal, against the component's reference; never decide a rank
 * difference(fit, covariance, a, b, level = 0.95): Difference     // { a, b, elo: number|null, standardError, method, interval }
 * rankSets(fit, covariance, { level, draws, seed }): RankSet[]    // { best, worst } per arm, 1-based, simultaneous
 * fitDavidson(arms, counts): DavidsonFit                          // { status, elo, tieParameter, … }
 * pairShare(count: PairCount, options?: { cells?, level?, margin? }): PairShare   // the share table's row
 * winMatrix(arms, counts, options?): WinMatrix
 * sideBias({ left, right }): SideBias · selfAgreement(...) · krippendorffAlpha(...) · gwetAc1(...) · rawAgreement(...)
 *
 * In ../../ballots/kernels: pairWeights(policy, …), drawFrom(probabilities, u), chooseSide(tallies, u).
 */
export type { PairCount, NeutralRule, VoteCells } from './pair-count.ts';
export type { Interval } from './interval.ts';
