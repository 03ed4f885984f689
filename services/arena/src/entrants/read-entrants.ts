import type { arena } from '@fakexplain/contract';
import type { Read, Sql, TransactionSql } from '@fakexplain/database';

type Arm = Omit<arena.Entrant, 'enteredAt' | 'enteredBy' | 'isLeftOut' | 'exposure'> & {
  studyId: string;
  enteredAt: string;
  status: arena.Study['status'];
  results: arena.Study['results'];
};

/** The arms of all versions of a study that were opened, by version and position. @param studyId of any of them */
export const readArms = (tx: TransactionSql, run: Read, studyId: string) =>
  run(tx<Arm[]>`
    with recursive before as (
      select id, predecessor_id from arena.studies where id = ${studyId}
      union all select s.id, s.predecessor_id from arena.studies s join before b on s.id = b.predecessor_id
    ), family as (
      select id from before where predecessor_id is null
      union all select s.id from arena.studies s join family f on s.predecessor_id = f.id
    )
    select s.id as "studyId", s.version, s.slug as study, s.opened_at as "enteredAt", s.status, v.results,
      a.position, a.name, a.kind, c.slug as source, c.demo
    from family f
    join arena.studies s on s.id = f.id
    join arena.study_summaries v on v.id = s.id
    join arena.arms a on a.study_id = s.id
    join catalog.sources c on c.id = a.source_id
    where s.opened_at is not null
    order by s.version, a.position`);
export type EnteredArm = Arm;

interface PairDraws {
  studyId: string;
  a: number;
  b: number;
  drawn: number;
}

/** How often pairs were drawn: one pass over the draw counts, of which there is a row for each pair and image at most. */
export const readDraws = (tx: TransactionSql, run: Read, studyIds: readonly string[]) =>
  run(tx<PairDraws[]>`
    select study_id as "studyId", arm_a as a, arm_b as b, sum(a_on_left + b_on_left)::int as drawn
    from arena.draw_counts where study_id = any(${[...studyIds]}::uuid[])
    group by study_id, arm_a, arm_b`);

interface Opening {
  study: string;
  person: string | null;
  key: string | null;
  process: string;
}

/** Who opened studies, by slug, as the audit log has it. */
export async function readOpenings(sql: Sql, slugs: readonly string[]): Promise<Map<string, Opening>> {
  const rows = await sql<Opening[]>`
    select distinct on (subject) subject as study, person_name as person, key_name as key, process
    from audit.entries
    where subject_kind = 'study' and action = 'openStudy' and subject = any(${[...slugs]})
    order by subject, id desc`;
  return new Map(rows.map((row) => [row.study, row]));
}

/** The register, from what was read; pure. @param tells whether names of who opened a version are told */
export function entrantsOf({
  arms,
  draws,
  openings,
  tells,
}: {
  arms: readonly Arm[];
  /** Of the versions whose results are shown. */
  draws: { shown: ReadonlySet<string>; pairs: readonly PairDraws[] };
  openings: ReadonlyMap<string, Opening>;
  tells: (study: string) => boolean;
}): arena.Entrants {
  const sourceOf = ({ source, kind }: Pick<Arm, 'source' | 'kind'>) => `${kind} ${source}`;
  const newest = Math.max(...arms.map(({ version }) => version));
  const last = new Set(arms.filter(({ version }) => version === newest).map(sourceOf));
  return {
    entrants: arms.map((arm): arena.Entrant => {
      const { studyId, position, name, kind, source, demo, version, study } = arm;
      const pairs = draws.pairs.filter((pair) => pair.studyId === studyId);
      const total = (of: readonly PairDraws[]) => of.reduce((sum, { drawn }) => sum + drawn, 0);
      return {
        position,
        name,
        kind,
        source,
        demo,
        version,
        study,
        enteredAt: new Date(arm.enteredAt).toISOString(),
        enteredBy: whoOf(openings.get(study), tells(study)),
        isLeftOut: !last.has(sourceOf(arm)),
        exposure: draws.shown.has(studyId)
          ? {
              shown: total(pairs.filter(({ a, b }) => a === position || b === position)),
              ballots: total(pairs),
            }
          : null,
      };
    }),
  };
}

function whoOf(opening: Opening | undefined, isTold: boolean): arena.Entrant['enteredBy'] {
  if (!opening) return null;
  const { person, key, process } = opening;
  const kind = person !== null ? 'person' : key !== null ? 'key' : 'command';
  return { kind, name: isTold ? (person ?? key ?? process) : null };
}
