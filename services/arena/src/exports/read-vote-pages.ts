import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';

/** Votes of a study, oldest first, as the database writes them: reading them is work of a thread. */
export interface VotePage {
  /** By column a JSON list of its cells in UTF-8, empty where there are none; moments are milliseconds since 1970. */
  cells: Uint8Array[];
  /** Sequence number of the last one. */
  last: number;
}

export interface WantedVotes {
  study: { id: string; slug: string; seed: number; questions: arena.StudyQuestion[] };
  withoutExcluded: boolean;
  /** Current votes on regular ballots alone. */
  onlyCounted: boolean;
}

type Fragment = ReturnType<typeof isSuperseded>;

const moment = (sql: Sql, at: Fragment) => sql`(date_part('epoch', ${at}) * 1000)::bigint`;

/** What each column is, of a vote `v`, its ballot `b`, image `i`, arms `l` and `r`, and the rater's exclusion `x`. */
const cells = (
  sql: Sql,
  { slug, seed, questions }: WantedVotes['study'],
): Record<arena.VoteColumn, Fragment> => ({
  study: sql`${slug}::text`,
  sequence: sql`v.sequence`,
  rater: sql`v.rater_id`,
  ballot: sql`b.ordinal`,
  kind: sql`b.kind`,
  repeat_of: sql`(select o.ordinal from arena.ballots o where o.id = b.repeat_of)`,
  image: sql`i.image_sha256`,
  left: sql`l.name`,
  right: sql`r.name`,
  left_arm: sql`b.left_arm`,
  right_arm: sql`b.right_arm`,
  sound_side: sql`b.sound_side`,
  choice: sql`v.choice`,
  answer_overall: answerTo(sql, questions.indexOf('overall')),
  answer_where: answerTo(sql, questions.indexOf('where')),
  answer_why: answerTo(sql, questions.indexOf('why')),
  answer_verdict: answerTo(sql, questions.indexOf('verdict')),
  strength: sql`v.strength`,
  verdict_before: sql`b.verdict_before`,
  verdict_after: sql`v.verdict_after`,
  reasons: sql`v.reasons`,
  issued_at: moment(sql, sql`b.issued_at`),
  served_at: moment(sql, sql`b.served_at`),
  cast_at: moment(sql, sql`v.cast_at`),
  loading_ms: sql`v.loading_ms`,
  response_ms: sql`v.response_ms`,
  server_ms: sql`v.server_ms`,
  input: sql`v.input`,
  revision: sql`v.revision`,
  superseded: isSuperseded(sql),
  probability: sql`b.probability`,
  excluded: sql`x.id is not null`,
  exclusion: sql`x.reason`,
  seed: sql`${seed}::int`,
});

/** @param place of the question among the study's; -1 where it is not asked */
const answerTo = (sql: Sql, place: number) =>
  place < 0 ? sql`null::text` : place === 0 ? sql`v.choice::text` : sql`v.further_answers[${place}]`;

const isSuperseded = (sql: Sql) =>
  sql`exists (select from arena.votes n where n.ballot_id = v.ballot_id and n.revision > v.revision)`;

/**
 * The next votes after one, or null after the last. To be read in one transaction, so that all are of one state. As bytes, which
 * are handed to a thread as they are.
 * @param columns in this order; @param after sequence number, 0 to begin
 */
export async function readVotePage(
  sql: Sql,
  { study, withoutExcluded, onlyCounted }: WantedVotes,
  { columns, after, size }: { columns: readonly arena.VoteColumn[]; after: number; size: number },
): Promise<VotePage | null> {
  const all = cells(sql, study);
  // Column by column, since a list in JSON of cells of one type is written several times as fast as one of many.
  const named = columns.map((name) => sql`${all[name]} as ${sql(name)}`);
  const written = columns.map((name) => sql`json_agg(${sql(name)})::text as ${sql(name)}`);
  const listed = (parts: Fragment[]) => parts.reduce((before, part) => sql`${before}, ${part}`);
  const [page] = await sql`
    with listed as materialized (
      select v.* from arena.votes v
      where v.study_id = ${study.id} and v.sequence > ${after}
        and not exists (select from arena.withdrawals w where w.rater_id = v.rater_id)
      order by v.sequence limit ${size}
    )
    select (select max(sequence)::int from listed) as last, ${listed(written)}
    from (
      select ${listed(named)}
      from listed v
      join arena.ballots b on b.id = v.ballot_id
      join arena.study_images i on i.study_id = b.study_id and i.position = b.image_position
      join arena.arms l on l.study_id = b.study_id and l.position = b.left_arm
      join arena.arms r on r.study_id = b.study_id and r.position = b.right_arm
      left join arena.exclusions x on x.rater_id = v.rater_id and x.withdrawn_at is null
      where (${!withoutExcluded} or x.id is null)
        and (${!onlyCounted} or (b.kind = 'regular' and not ${isSuperseded(sql)}))
      order by v.sequence
    ) written`.raw();
  const [last, ...lists] = page ?? [];
  return last
    ? { cells: lists.map((list: Buffer | null) => list ?? nothing), last: Number(last.toString()) }
    : null;
}

const nothing = new Uint8Array();

/** Until the transaction ends, what belongs to a vote is found by its key: a page would else go through all ballots for some of them. */
export async function lookUpByKey(tx: Sql): Promise<void> {
  await tx`select set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`;
}

/** Sequence number of a study's newest vote, corrections included; 0 before the first. */
export async function readNewestVote(sql: Sql, studyId: string): Promise<number> {
  const [newest] = await sql<{ sequence: number }[]>`
    select coalesce(max(sequence), 0)::int as sequence from arena.votes where study_id = ${studyId}`;
  return newest?.sequence ?? 0;
}
