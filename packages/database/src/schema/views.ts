import { sql } from 'drizzle-orm';
import { bigint, boolean, integer, jsonb, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { Region } from '@fakexplain/explanation';
import {
  arena,
  armKind,
  ballotKind,
  choice,
  raterVerdict,
  strength,
  studyResults,
  studyStatus,
} from './arena.ts';
import { bytes, catalog, imageLabel } from './catalog.ts';

/**
 * The current vote of each answered ballot, with what the ballot showed: the vote that no later one of its ballot
 * supersedes, of a rater who has not withdrawn.
 */
export const currentVotes = arena.view('current_votes', {
  id: uuid('id').notNull(),
  sequence: bigint('sequence', { mode: 'number' }).notNull(),
  studyId: uuid('study_id').notNull(),
  raterId: uuid('rater_id').notNull(),
  ballotId: uuid('ballot_id').notNull(),
  revision: smallint('revision').notNull(),
  choice: choice('choice').notNull(),
  reasons: text('reasons').array().notNull(),
  comment: text('comment'),
  responseMs: integer('response_ms'),
  castAt: timestamp('cast_at', { withTimezone: true }).notNull(),
  kind: ballotKind('kind').notNull(),
  imagePosition: integer('image_position').notNull(),
  leftArm: smallint('left_arm').notNull(),
  rightArm: smallint('right_arm').notNull(),
  leftExplanationId: uuid('left_explanation_id').notNull(),
  rightExplanationId: uuid('right_explanation_id').notNull(),
  repeatOf: uuid('repeat_of'),
  soundSide: choice('sound_side'),
  furtherAnswers: text('further_answers').array(),
  strength: strength('strength'),
  verdictBefore: raterVerdict('verdict_before'),
  verdictAfter: raterVerdict('verdict_after'),
}).as(sql`
select v.id, v.sequence, v.study_id, v.rater_id, v.ballot_id, v.revision, v.choice, v.reasons, v.comment, v.response_ms,
  v.cast_at, b.kind, b.image_position, b.left_arm, b.right_arm, b.left_explanation_id, b.right_explanation_id,
  b.repeat_of, b.sound_side, v.further_answers, v.strength, b.verdict_before, v.verdict_after
from arena.votes v
join arena.ballots b on b.id = v.ballot_id
where not exists (select from arena.votes n where n.ballot_id = v.ballot_id and n.revision > v.revision)
  and not exists (select from arena.withdrawals w where w.rater_id = v.rater_id)`);

/** Raters who are excluded now; of those who withdrew there is nothing to exclude. */
export const excludedRaters = arena.view('excluded_raters', {
  studyId: uuid('study_id').notNull(),
  raterId: uuid('rater_id').notNull(),
}).as(sql`
select x.study_id, x.rater_id from arena.exclusions x
where x.withdrawn_at is null and not exists (select from arena.withdrawals w where w.rater_id = x.rater_id)`);

/**
 * What other services may know of a study. Results are live nowhere while an image of the study is under embargo, for itself or
 * for another study: who reads them before and after a vote learns which arm was on which side.
 */
export const studySummaries = arena.view('study_summaries', {
  id: uuid('id').notNull(),
  slug: text('slug').notNull(),
  title: text('title').notNull(),
  status: studyStatus('status').notNull(),
  demo: boolean('demo').notNull(),
  seed: integer('seed').notNull(),
  results: studyResults('results').notNull(),
}).as(sql`
select s.id, s.slug, s.title, s.status, s.demo, s.seed,
  case when s.results = 'live' and exists (
      select from arena.study_images i join arena.asked_images a on a.image_sha256 = i.image_sha256
      where i.study_id = s.id)
    then 'delayed' else s.results end as results
from arena.studies s`);

/** The current votes of each rater, packed: what is made of votes one by one reads a row a rater. */
export const raterVotes = arena.view('rater_votes', {
  studyId: uuid('study_id').notNull(),
  raterId: uuid('rater_id').notNull(),
  packedVotes: bytes('packed_votes').notNull(),
}).as(sql`
select study_id, rater_id, packed_votes from arena.rater_counts`);

/** How far the votes of a study are, read without reading the votes: what is made of them holds until this changes. */
export const studyStates = arena.view('study_states', {
  studyId: uuid('study_id').notNull(),
  votes: integer('votes').notNull(),
  sequence: bigint('sequence', { mode: 'number' }).notNull(),
  /** When a rater was last excluded or readmitted, or withdrew. */
  excludedAt: timestamp('excluded_at', { withTimezone: true }),
}).as(sql`
select s.id as study_id,
  (select coalesce(sum(p.wins_a + p.wins_b + p.ties + p.neither), 0)::int
    from arena.pair_counts p where p.study_id = s.id) as votes,
  (select coalesce(max(v.sequence), 0) from arena.votes v where v.study_id = s.id) as sequence,
  greatest(
    (select max(greatest(x.excluded_at, x.withdrawn_at)) from arena.exclusions x where x.study_id = s.id),
    (select max(w.withdrawn_at) from arena.withdrawals w where w.study_id = s.id)) as excluded_at
from arena.studies s`);

/** The arms of studies with the slugs of their sources. */
export const studyArms = arena.view('study_arms', {
  studyId: uuid('study_id').notNull(),
  position: smallint('position').notNull(),
  name: text('name').notNull(),
  kind: armKind('kind').notNull(),
  source: text('source').notNull(),
}).as(sql`
select a.study_id, a.position, a.name, a.kind, s.slug as source
from arena.arms a join catalog.sources s on s.id = a.source_id`);

/** What each arm of a study shows on each image. */
export const shownExplanations = arena.view('shown_explanations', {
  studyId: uuid('study_id').notNull(),
  imagePosition: integer('image_position').notNull(),
  imageSha256: text('image_sha256').notNull(),
  label: imageLabel('label').notNull(),
  armPosition: smallint('arm_position').notNull(),
  explanationId: uuid('explanation_id').notNull(),
}).as(sql`
select e.study_id, e.image_position, i.image_sha256, i.label, e.arm_position, e.explanation_id
from arena.study_explanations e
join arena.study_images i on i.study_id = e.study_id and i.position = e.image_position`);

/** Explanations that a study shows: people may have voted on them, so they never change. */
export const explanationsInUse = arena.view('explanations_in_use', {
  explanationId: uuid('explanation_id').notNull(),
}).as(sql`
select explanation_id from arena.study_explanations`);

/** The datasets and sources of each study, drafts included: a row for each. */
export const studyUses = arena.view('study_uses', {
  study: text('study').notNull(),
  title: text('title').notNull(),
  status: studyStatus('status').notNull(),
  datasetId: uuid('dataset_id'),
  sourceId: uuid('source_id'),
}).as(sql`
select s.slug as study, s.title, s.status, d.dataset_id, null::uuid as source_id
from arena.studies s join arena.study_datasets d on d.study_id = s.id
union
select s.slug, s.title, s.status, null::uuid, a.source_id
from arena.studies s join arena.arms a on a.study_id = s.id`);

/** Explanations as parsed, without the raw text, with the size in pixels of the image each was written about. */
export const parsedExplanations = catalog.view('parsed_explanations', {
  id: uuid('id').notNull(),
  runId: uuid('run_id').notNull(),
  imageSha256: text('image_sha256').notNull(),
  width: integer('width').notNull(),
  height: integer('height').notNull(),
  verdict: imageLabel('verdict'),
  tags: text('tags').array().notNull(),
  reasoning: text('reasoning').notNull(),
  regions: jsonb('regions').$type<Region[]>().notNull(),
}).as(sql`
select e.id, e.run_id, e.image_sha256, i.width, i.height, e.verdict, e.tags, e.reasoning, e.regions
from catalog.explanations e join catalog.images i on i.sha256 = e.image_sha256`);

/** Images that raters of an open study under embargo are shown, in practice or after it. */
export const askedImages = arena.view('asked_images', {
  studyId: uuid('study_id').notNull(),
  study: text('study').notNull(),
  title: text('title').notNull(),
  imageSha256: text('image_sha256').notNull(),
}).as(sql`
select s.id as study_id, s.slug as study, s.title, i.image_sha256
from arena.studies s
join (
  select study_id, image_sha256 from arena.study_images
  union all select study_id, image_sha256 from arena.practice_ballots
) i on i.study_id = s.id
where s.status = 'open' and s.embargo <> 'nothing'`);

/**
 * Images of which the public is shown nothing now, with the studies that ask so: the images that raters are shown, and
 * those that look like them, which would tell as much.
 */
export const embargoedImages = arena.view('embargoed_images', {
  studyId: uuid('study_id').notNull(),
  study: text('study').notNull(),
  title: text('title').notNull(),
  imageSha256: text('image_sha256').notNull(),
}).as(sql`
select study_id, study, title, image_sha256 from arena.asked_images
union
select s.id, s.slug, s.title, n.image_sha256 from arena.study_near_images n
join arena.studies s on s.id = n.study_id
where s.status = 'open' and s.embargo <> 'nothing'`);

/** Runs whose scores the public is not shown now: those of an open study's arms on its datasets, where all is under embargo. */
export const embargoedRuns = arena.view('embargoed_runs', {
  studyId: uuid('study_id').notNull(),
  study: text('study').notNull(),
  title: text('title').notNull(),
  runId: uuid('run_id').notNull(),
}).as(sql`
select distinct s.id as study_id, s.slug as study, s.title, r.id as run_id
from arena.studies s
join arena.arms a on a.study_id = s.id
join arena.study_datasets d on d.study_id = s.id
join catalog.runs r on r.source_id = a.source_id and r.dataset_id = d.dataset_id
where s.status = 'open' and s.embargo = 'everything'`);

/** Sources that the public may not ask about images now, because an open study under embargo compares them. */
export const embargoedSources = arena.view('embargoed_sources', {
  studyId: uuid('study_id').notNull(),
  study: text('study').notNull(),
  title: text('title').notNull(),
  source: text('source').notNull(),
}).as(sql`
select distinct s.id as study_id, s.slug as study, s.title, c.slug as source
from arena.studies s
join arena.arms a on a.study_id = s.id
join catalog.sources c on c.id = a.source_id
where s.status = 'open' and s.embargo <> 'nothing'`);
