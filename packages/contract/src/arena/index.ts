export * from './account.ts';
export * from './audit-log.ts';
export * from './ballots.ts';
export * from './blinding.ts';
export * from './cases.ts';
export * from './consents.ts';
export * from './covariates.ts';
export * from './entrants.ts';
export * from './exclusions.ts';
export type { Interval } from './intervals.ts';
export * from './invitations.ts';
export * from './leaderboard.ts';
export * from './ledger.ts';
export type { PairShare } from './pair-shares.ts';
export * from './own-data.ts';
export {
  panelId,
  panelPresets,
  panelSchema,
  wayBackOf,
  type Came,
  type Panel,
  type PanelPreset,
  type Returns,
  type WayBack,
} from './panels.ts';
export * from './participants.ts';
export * from './passes.ts';
export * from './people.ts';
export * from './plans.ts';
export * from './quality.ts';
export * from './rater-flow.ts';
export * from './raters.ts';
export type { Rating } from './ratings.ts';
export * from './reliance.ts';
export { mayReadResults } from './results.ts';
export * from './sentinels.ts';
export * from './sign-in.ts';
export * from './snapshots.ts';
export * from './studies.ts';
export * from './strengths.ts';
export * from './study-life.ts';
export * from './study-opening.ts';
export * from './study-monitor.ts';
export { voteColumns, voteFormats } from './vote-columns.ts';
export type { Column, ColumnType, VoteColumn, VoteFormat } from './vote-columns.ts';
export * from './vote-exports.ts';
export type { StudyTranslation, TextLanguage, Translations } from './translations.ts';
export { textLanguages } from './translations.ts';
