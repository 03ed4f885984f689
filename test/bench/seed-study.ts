import type { Sql, TransactionSql } from '@fakexplain/database';

export interface SeededStudy {
  slug: string;
  arms: number;
  images: number;
  votes: number;
}

/**
 * An open study and its votes, as if each rater had answered one ballot an image, written straight into tables of the base's
 * schema: arm i wins over arm j with odds that grow with j − i.
 */
export async function seedStudy(sql: Sql, study: SeededStudy): Promise<void> {
  await sql.begin(async (tx) => {
    // Foreign keys hold by construction; checking millions of them would take minutes.
    await tx`set local session_replication_role = replica`;
    await addCatalog(tx, study);
    await addStudy(tx, study);
    await addVotes(tx, study);
  });
  await sql`vacuum analyze`;
}

async function addCatalog(tx: TransactionSql, { slug, arms, images }: SeededStudy): Promise<void> {
  await tx`
    insert into catalog.datasets (slug, title, kind, licence, origin, localisation)
    values (${slug}, ${slug}, 'other', '', '', 'visible_artifact')`;
  await tx`
    insert into catalog.images (sha256, width, height, byte_size, media_type)
    select encode(sha256((${slug} || n)::bytea), 'hex'), 640, 480, 1, 'image/png' from generate_series(0, ${images - 1}) n`;
  await tx`
    insert into catalog.dataset_images (dataset_id, image_sha256, path, label, generator, category)
    select d.id, encode(sha256((${slug} || n)::bytea), 'hex'), lpad(n::text, 6, '0'),
      (case n % 2 when 0 then 'generated' else 'real' end)::catalog.image_label, 'generator-' || n % 7,
      (array['Diffusion', 'GAN', 'DiT', 'Others'])[1 + n % 4]
    from generate_series(0, ${images - 1}) n, catalog.datasets d where d.slug = ${slug}`;
  await tx`
    insert into catalog.sources (slug, name, kind)
    select ${slug} || '-' || arm, 'model ' || arm, 'model' from generate_series(0, ${arms - 1}) arm`;
  await tx`
    insert into catalog.runs (source_id, dataset_id, origin, title)
    select s.id, d.id, 'import', s.slug from catalog.sources s, catalog.datasets d
    where d.slug = ${slug} and s.slug like ${`${slug}-%`}`;
  await tx`
    insert into catalog.explanations (run_id, image_sha256, verdict, tags, reasoning, regions, parse_status, parse_problems,
      content_hash)
    select r.id, i.image_sha256, 'generated', '{}', r.title || ' says ' || i.path, '[]', 'ok', '[]',
      sha256((r.title || i.path)::bytea)
    from catalog.runs r join catalog.datasets d on d.id = r.dataset_id
    join catalog.dataset_images i on i.dataset_id = d.id where d.slug = ${slug}`;
}

async function addStudy(tx: TransactionSql, { slug, images }: SeededStudy): Promise<void> {
  await tx`
    insert into arena.studies (slug, title, question, consent, demo, status, policy, correction_window_s, ballot_ttl_s,
      repeat_share, check_share, equivalence_margin, seed, opened_at)
    values (${slug}, 'Bench', 'Which?', 'Made for a benchmark.', false, 'open', 'balanced', 10, 7200, 0, 0, 0.05, 1, now())`;
  await tx`
    insert into arena.study_datasets (study_id, dataset_id)
    select s.id, d.id from arena.studies s join catalog.datasets d on d.slug = s.slug where s.slug = ${slug}`;
  await tx`
    insert into arena.arms (study_id, position, kind, source_id, run_id, name)
    select s.id, split_part(r.title, ${`${slug}-`}, 2)::smallint, 'source', r.source_id, r.id, r.title
    from arena.studies s join catalog.datasets d on d.slug = s.slug join catalog.runs r on r.dataset_id = d.id
    where s.slug = ${slug}`;
  await tx`
    insert into arena.study_images (study_id, position, dataset_image_id, image_sha256, label, category, generator)
    select s.id, i.path::int, i.id, i.image_sha256, i.label, i.category, i.generator
    from arena.studies s join catalog.datasets d on d.slug = s.slug join catalog.dataset_images i on i.dataset_id = d.id
    where s.slug = ${slug} and i.path::int < ${images}`;
  await tx`
    insert into arena.study_explanations (study_id, image_position, arm_position, explanation_id, content_hash)
    select a.study_id, i.position, a.position, e.id, encode(e.content_hash, 'hex')
    from arena.studies s join arena.arms a on a.study_id = s.id join arena.study_images i on i.study_id = s.id
    join catalog.explanations e on e.run_id = a.run_id and e.image_sha256 = i.image_sha256
    where s.slug = ${slug}`;
}

async function addVotes(tx: TransactionSql, { slug, arms, images, votes }: SeededStudy): Promise<void> {
  await tx`
    create temporary table made on commit drop as
    with drawn as (
      select n, (n / ${images})::int as rater, (n % ${images})::int as image,
        hashint4(n::int)::bigint & 2147483647 as h, hashint4(n::int + 1000000000)::bigint & 2147483647 as g
      from generate_series(0::bigint, ${votes - 1}::bigint) n
    ), paired as (
      select *, (h % ${arms})::smallint as x, ((h % ${arms}) + 1 + (g % ${arms - 1})) % ${arms} as y from drawn
    )
    select n, md5(${slug} || rater)::uuid as rater, image, x as left_arm, y::smallint as right_arm,
      gen_random_uuid() as ballot, (case when (g / 131) % 10 = 0 then 'tie'
        when (g / 1310) % 1000 < 500 + 2 * (y - x) then 'left' else 'right' end)::arena.choice as choice
    from paired`;
  await tx`
    insert into arena.raters (id, study_id, token_hash, cohort, consented_at, practised_at)
    select rater, s.id, rater::text, 'open', now(), now()
    from (select distinct rater from made) m, arena.studies s where s.slug = ${slug}`;
  await tx`
    insert into arena.ballots (id, study_id, rater_id, kind, image_position, left_arm, right_arm,
      left_explanation_id, right_explanation_id, probability, ordinal, issued_at, expires_at)
    select ballot, s.id, rater, 'regular', image, left_arm, right_arm, l.explanation_id, r.explanation_id, 0.001,
      image + 1, now(), now() + interval '2 hours'
    from made
    join arena.studies s on s.slug = ${slug}
    join arena.study_explanations l on l.study_id = s.id and l.image_position = image and l.arm_position = left_arm
    join arena.study_explanations r on r.study_id = s.id and r.image_position = image and r.arm_position = right_arm`;
  await tx`
    insert into arena.votes (ballot_id, study_id, rater_id, choice, reasons, input, idempotency_key, cast_at)
    select ballot, s.id, rater, choice, '{}', 'form', ballot::text, now() from made, arena.studies s where s.slug = ${slug}`;
  await tx`
    insert into arena.pair_counts (study_id, slice, value, arm_a, arm_b, shard, wins_a, wins_b, ties, neither, a_on_left, left_wins)
    select s.id, slice.kind, slice.value, least(left_arm, right_arm), greatest(left_arm, right_arm),
      case when greatest(left_arm, right_arm) < 12 then n % 8 else 0 end,
      count(*) filter (where (choice = 'left') = (left_arm < right_arm) and choice <> 'tie'),
      count(*) filter (where (choice = 'left') <> (left_arm < right_arm) and choice <> 'tie'),
      count(*) filter (where choice = 'tie'), 0,
      count(*) filter (where left_arm < right_arm), count(*) filter (where choice = 'left')
    from made
    join arena.studies s on s.slug = ${slug}
    join arena.study_images i on i.study_id = s.id and i.position = image
    cross join lateral (values ('all'::arena.slice_kind, ''), ('category', i.category), ('generator', i.generator),
      ('label', i.label::text)) slice (kind, value)
    group by 1, 2, 3, 4, 5, 6`;
}
