import type { Sql } from '@fakexplain/database';
import type { ImageSize, Region, Verdict } from '@fakexplain/explanation';

/** What is to be read, of a study. */
export interface WantedTallies {
  studyId: string;
  /** Whether images are read that the public is not shown now. */
  withWithheld: boolean;
  /** Whether images of groups that other studies ask about are kept out of train. */
  otherStudies: 'hold-out' | 'as-others';
}

export interface Side {
  /** Of the explanation. */
  id: string;
  source: string;
  verdict: Verdict | null;
  tags: string[];
  reasoning: string;
  regions: Region[];
}

/** The votes between what two arms say of one image. */
export interface Tally {
  image: string;
  /** In its dataset. */
  path: string;
  mediaType: string;
  size: ImageSize;
  /** What images that belong together share. */
  group: string;
  /** Whether its group has an image that another study asks about, and it is to be kept out of train for that. */
  heldOut: boolean;
  first: Side;
  second: Side;
  /** Votes for each. */
  firstVotes: number;
  secondVotes: number;
}

/** Votes that make no pair, by why. */
export interface LeftOutVotes {
  ties: number;
  neither: number;
  /** Between an explanation and a format control, which shows another image's. */
  controls: number;
  /** Of raters who are excluded. */
  excluded: number;
  /** On images that are withheld. */
  withheld: number;
}

const page = 200;

/** Votes that count: current ones on regular ballots. */
const counted = (tx: Sql, studyId: string) => tx`
  select v.image_position, v.choice, v.left_arm, v.right_arm, v.left_explanation_id, v.right_explanation_id,
    l.kind = 'format_control' or r.kind = 'format_control' as with_control,
    exists (select from arena.excluded_raters x where x.rater_id = v.rater_id) as is_excluded,
    exists (select from arena.embargoed_images m where m.image_sha256 = i.image_sha256) as is_withheld
  from arena.current_votes v
  join arena.study_arms l on l.study_id = v.study_id and l.position = v.left_arm
  join arena.study_arms r on r.study_id = v.study_id and r.position = v.right_arm
  join (select distinct image_position, image_sha256 from arena.shown_explanations where study_id = ${studyId}) i
    on i.image_position = v.image_position
  where v.study_id = ${studyId} and v.kind = 'regular'`;

export async function readLeftOut(tx: Sql, { studyId, withWithheld }: WantedTallies): Promise<LeftOutVotes> {
  const [counts] = await tx<LeftOutVotes[]>`
    select count(*) filter (where why = 'tie')::int as ties, count(*) filter (where why = 'neither')::int as neither,
      count(*) filter (where why = 'control')::int as controls, count(*) filter (where why = 'excluded')::int as excluded,
      count(*) filter (where why = 'withheld')::int as withheld
    from (
      select case when is_excluded then 'excluded' when is_withheld and not ${withWithheld} then 'withheld'
        when with_control then 'control' else choice::text end as why
      from (${counted(tx, studyId)}) counted
    ) said`;
  return counts ?? { ties: 0, neither: 0, controls: 0, excluded: 0, withheld: 0 };
}

interface TallyRow {
  image: string;
  path: string;
  media_type: string;
  width: number;
  height: number;
  group: string;
  held_out: boolean;
  first_votes: number;
  second_votes: number;
  first: string;
  second: string;
}

const sideOf = (text: string): Side => JSON.parse(text);

/** By image, and then by pair of arms; the first side is that of the arm with the lower position. */
export async function* readTallies(tx: Sql, wanted: WantedTallies): AsyncGenerator<Tally> {
  const { studyId, withWithheld, otherStudies } = wanted;
  const rows = tx<TallyRow[]>`
    with tallies as (
      select image_position, least(left_arm, right_arm) as first_arm, greatest(left_arm, right_arm) as second_arm,
        min(case when left_arm < right_arm then left_explanation_id::text else right_explanation_id::text end)::uuid as first_id,
        min(case when left_arm < right_arm then right_explanation_id::text else left_explanation_id::text end)::uuid as second_id,
        count(*) filter (where (choice = 'left') = (left_arm < right_arm))::int as first_votes,
        count(*) filter (where (choice = 'left') <> (left_arm < right_arm))::int as second_votes
      from (${counted(tx, studyId)}) counted
      where choice in ('left', 'right') and not with_control and not is_excluded and (${withWithheld} or not is_withheld)
      group by 1, 2, 3
    ), sides as (
      select e.id, e.image_sha256, r.dataset_id,
        json_build_object('id', e.id, 'source', s.slug, 'verdict', e.verdict, 'tags', e.tags, 'reasoning', e.reasoning,
          'regions', e.regions)::text as said
      from catalog.explanations e
      join catalog.runs r on r.id = e.run_id
      join catalog.sources s on s.id = r.source_id
      where e.id in (select first_id from tallies union select second_id from tallies)
    ), groups as (
      select i.image_sha256, i.dataset_id, i.path, coalesce(d.slug || ' ' || i.group_key, i.image_sha256) as name
      from catalog.dataset_images i join catalog.datasets d on d.id = i.dataset_id
      where i.dataset_id in (select dataset_id from sides)
    ), asked_elsewhere as (
      select distinct g.name from groups g
      join arena.shown_explanations o on o.image_sha256 = g.image_sha256 and o.study_id <> ${studyId}
    )
    select m.sha256 as image, g.path, m.media_type, m.width, m.height, g.name as "group", t.first_votes, t.second_votes,
      a.said as first, b.said as second,
      ${otherStudies === 'hold-out'} and exists (select from asked_elsewhere o where o.name = g.name) as held_out
    from tallies t
    join sides a on a.id = t.first_id
    join sides b on b.id = t.second_id
    join catalog.images m on m.sha256 = a.image_sha256
    join groups g on g.image_sha256 = a.image_sha256 and g.dataset_id = a.dataset_id
    order by m.sha256, t.first_arm, t.second_arm`;
  for await (const some of rows.cursor(page))
    for (const {
      image,
      path,
      media_type,
      width,
      height,
      group,
      held_out,
      first_votes,
      second_votes,
      ...sides
    } of some)
      yield {
        image,
        path,
        mediaType: media_type,
        size: { width, height },
        group,
        heldOut: held_out,
        first: sideOf(sides.first),
        second: sideOf(sides.second),
        firstVotes: first_votes,
        secondVotes: second_votes,
      };
}

/** What one image has, together. @param tallies sorted by image */
export async function* byImage(tallies: AsyncIterable<Tally>): AsyncGenerator<Tally[]> {
  let image: Tally[] = [];
  for await (const tally of tallies) {
    if (image.length > 0 && image[0]?.image !== tally.image) {
      yield image;
      image = [];
    }
    image.push(tally);
  }
  if (image.length > 0) yield image;
}
