import { arena, call } from '@fakexplain/contract';
import { connect, type Sql } from '@fakexplain/database';
import { enrolRater, openStudy, startArena } from '../harness/arena.ts';
import { seedCatalog } from '../harness/catalog.ts';
import { ms, percentile } from './report.ts';

const arms = 130;
const drawnImages = 203;
/** Generated, in two sizes of the same study. */
const sizes = [10_000, 1_600_000];

/** Leaderboard and next ballot of a study of 130 arms, at 10^4 and at 1.6 million generated votes. */
export async function benchLargeStudy(databaseUrl: string, say: (line: string) => void): Promise<void> {
  const database = connect(databaseUrl);
  await seedCatalog(database.db, {
    dataset: 'bench-large',
    images: Array.from({ length: drawnImages }, (_, i) => ({
      name: `bench-large-${i}`,
      label: i % 2 ? 'real' : 'generated',
      generator: `generator-${i % 7}`,
      category: ['Diffusion', 'GAN', 'DiT', 'Others'][i % 4] ?? 'Others',
      explanations: Object.fromEntries(
        Array.from({ length: arms }, (_, arm) => [
          `model-${arm}`,
          { verdict: 'generated', regions: [{ box: [1, 1, 50, 50], description: `${arm} says ${i}` }] },
        ]),
      ),
    })),
  });
  const service = await startArena(databaseUrl);
  const baseUrl = service.address;
  const study = 'bench-large';
  try {
    const { images } = await openStudy(baseUrl, {
      slug: study,
      title: 'Bench',
      consent: 'Made for a benchmark.',
      datasets: ['bench-large'],
      arms: Array.from({ length: arms }, (_, arm) => ({ source: `model-${arm}` })),
    });
    let there = 0;
    for (const size of sizes) {
      await generateVotes(database.sql, { slug: study, images, from: there, to: size });
      there = size;
      const whole: number[] = [];
      const withTable: number[] = [];
      const draws: number[] = [];
      let token = await enrolRater(baseUrl, study);
      // Unrecorded first answers warm caches and compiler alike at both sizes.
      for (let round = -2; round < 15; round += 1) {
        // A new vote each round, so that no kept answer is given again.
        await generateVotes(database.sql, { slug: study, images, from: there, to: there + 1 });
        there += 1;
        for (const [pairs, took] of [
          ['none', whole],
          ['all', withTable],
        ] as const) {
          const started = performance.now();
          await call(arena.readLeaderboard, { params: { study }, query: { pairs } }, { baseUrl });
          if (round >= 0) took.push(performance.now() - started);
        }
      }
      for (let round = 0; round < 200; round += 1) {
        if (round % 10 === 0) token = await enrolRater(baseUrl, study);
        const started = performance.now();
        const { ballots } = await call(
          arena.drawBallots,
          { params: { study }, body: { ahead: 1 } },
          { baseUrl, token },
        );
        draws.push(performance.now() - started);
        const [ballot] = ballots;
        if (!ballot) continue;
        await call(
          arena.castVote,
          {
            params: { ballot: ballot.id },
            headers: { 'idempotency-key': ballot.id },
            body: { choice: 'left' },
          },
          { baseUrl, token },
        );
        there += 1;
      }
      say(`${arms} arms, ${size.toLocaleString('en')} votes:`);
      say(
        `  ratings with intervals, HTTP answer: p50 ${ms(percentile(whole, 0.5))}, p95 ${ms(percentile(whole, 0.95))}`,
      );
      say(`  with the share table of all pairs: p50 ${ms(percentile(withTable, 0.5))}`);
      say(
        `  next ballot: p50 ${ms(percentile(draws, 0.5))}, p95 ${ms(percentile(draws, 0.95))} (n = ${draws.length})`,
      );
    }
  } finally {
    await service.stop();
    await database.close();
  }
}

/**
 * Ballots, votes and counts `from`..`to` of a study, as if 40 raters a thousand votes had cast them: a rater answers at most
 * one ballot an image, and arm i wins over arm j with odds that grow with j − i.
 */
async function generateVotes(
  sql: Sql,
  { slug, images, from, to }: { slug: string; images: number; from: number; to: number },
): Promise<void> {
  await sql.begin(async (tx) => {
    // Foreign keys hold by construction; checking millions of them would take minutes.
    await tx`set local session_replication_role = replica`;
    await tx`
      create temporary table made on commit drop as
      with drawn as (
        select n, (n / ${images})::int as rater, (n % ${images})::int as image,
               hashint4(n::int)::bigint & 2147483647 as h, hashint4(n::int + 1000000000)::bigint & 2147483647 as g
        from generate_series(${from}::bigint, ${to - 1}::bigint) n
      ), paired as (
        select *, (h % ${arms})::smallint as x, ((h % ${arms}) + 1 + (g % ${arms - 1})) % ${arms} as y from drawn
      )
      select n, rater, image, x as left_arm, y::smallint as right_arm, gen_random_uuid() as ballot,
             case when (g / 131) % 10 = 0 then 'tie'
                  when (g / 1310) % 1000 < 500 + 2 * (y - x) then 'left' else 'right' end as choice
      from paired`;
    await tx`
      insert into arena.raters (id, study_id, token_hash, cohort, consented_at, practised_at)
      select distinct md5(${slug} || rater)::uuid, s.id, ${slug} || rater, 'open'::arena.cohort, now(), now()
      from made, arena.studies s where s.slug = ${slug}
      on conflict do nothing`;
    await tx`
      insert into arena.ballots (id, study_id, rater_id, kind, image_position, left_arm, right_arm,
        left_explanation_id, right_explanation_id, probability, ordinal, issued_at, expires_at)
      select ballot, s.id, md5(${slug} || rater)::uuid, 'regular', image, made.left_arm, made.right_arm,
             l.explanation_id, r.explanation_id, 0.001, image + 1, now(), now() + interval '2 hours'
      from made
      join arena.studies s on s.slug = ${slug}
      join arena.study_explanations l on l.study_id = s.id and l.image_position = image and l.arm_position = made.left_arm
      join arena.study_explanations r on r.study_id = s.id and r.image_position = image and r.arm_position = made.right_arm`;
    await tx`
      insert into arena.votes (ballot_id, study_id, rater_id, choice, reasons, input, idempotency_key, cast_at)
      select ballot, s.id, md5(${slug} || rater)::uuid, choice::arena.choice, '{}', 'form', ballot::text, now()
      from made, arena.studies s where s.slug = ${slug}`;
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
      group by 1, 2, 3, 4, 5, 6
      on conflict (study_id, slice, value, arm_a, arm_b, shard) do update set
        wins_a = pair_counts.wins_a + excluded.wins_a, wins_b = pair_counts.wins_b + excluded.wins_b,
        ties = pair_counts.ties + excluded.ties, neither = pair_counts.neither + excluded.neither,
        a_on_left = pair_counts.a_on_left + excluded.a_on_left, left_wins = pair_counts.left_wins + excluded.left_wins`;
  });
  if (to - from > 1_000) await sql`analyze`;
}
