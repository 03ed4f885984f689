import { arena } from '@fakexplain/contract';
import { connect, type Sql } from '@fakexplain/database';
import { addDataset, addRun, type DatasetImage, type Said } from '@fakexplain/fixtures/catalog';
import { addStudy } from '@fakexplain/fixtures/study';
import { generateVotes } from '@fakexplain/fixtures/votes';
import { sealLedger } from '../../services/arena/src/ledger/seal-ledger.ts';
import { startMeasured } from './measured-arena.ts';
import { ms } from './report.ts';

const slug = 'bench-export';
const votes = 1_000_000;
const images = 203;
const arms = 6;

/** The same rows as the service writes, by PostgreSQL alone. */
const sameRows = `
  select '${slug}', v.sequence, v.rater_id, b.ordinal, b.kind, null, i.image_sha256, l.name, r.name, b.left_arm, b.right_arm,
    b.sound_side, v.choice, v.reasons, b.issued_at, b.served_at, v.cast_at, v.loading_ms, v.response_ms, v.server_ms, v.input,
    v.revision, exists (select from arena.votes n where n.ballot_id = v.ballot_id and n.revision > v.revision), b.probability,
    x.id is not null, x.reason, 1
  from arena.votes v
  join arena.ballots b on b.id = v.ballot_id
  join arena.study_images i on i.study_id = b.study_id and i.position = b.image_position
  join arena.arms l on l.study_id = b.study_id and l.position = b.left_arm
  join arena.arms r on r.study_id = b.study_id and r.position = b.right_arm
  left join arena.exclusions x on x.rater_id = v.rater_id and x.withdrawn_at is null
  order by v.sequence`;

/** A million votes in each format beside COPY … TO STDOUT, with the memory and the event loop of the service. */
export async function benchExportVotes(databaseUrl: string, say: (line: string) => void): Promise<void> {
  const database = connect(databaseUrl, { max: 2 });
  try {
    const studyId = await makeStudy(database);
    say(`sealed in the ledger: ${rate(await timeSealing(database.sql, studyId))}`);
    const copy = await timeCopy(database.sql, sameRows);
    say(`COPY of the same ${votes.toLocaleString('en')} rows to standard output, as CSV: ${rate(copy)}`);
    say(`  COPY of the table of votes alone: ${rate(await timeCopy(database.sql, 'table arena.votes'))}`);
    for (const format of arena.voteFormatSchema.options) {
      // Of each format alone, a process of its own.
      const service = await startMeasured(databaseUrl);
      try {
        await service.read('/studies');
        await service.held();
        const before = service.memory().now;
        const took = await service.drain(`/studies/${slug}/votes?format=${format}`);
        const target = format === 'csv' ? ' (target 0.3)' : '';
        say(
          `${format}: ${rate(took.ms)}, ${(copy / took.ms).toFixed(2)} of COPY${target}; ${(took.bytes / 1e6).toFixed(0)} MB; ` +
            `memory of the service ${before.toFixed(0)} MB before, ${service.memory().peak.toFixed(0)} MB at most (target 200); ` +
            `event loop held for ${ms(await service.held())} at most`,
        );
      } finally {
        await service.stop();
      }
    }
  } finally {
    await database.close();
  }
}

const rate = (took: number) =>
  `${Math.round(votes / (took / 1_000)).toLocaleString('en')} rows/s (${(took / 1_000).toFixed(1)} s)`;

/** @returns its id */
async function makeStudy({ db, sql }: ReturnType<typeof connect>): Promise<string> {
  const names = Array.from({ length: images }, (_, image) => `${slug}-${image}`);
  const places = names.map((name): [string, DatasetImage] => [
    name,
    { width: 640, height: 480, label: 'generated' },
  ]);
  const datasetId = await addDataset(db, slug, Object.fromEntries(places));
  const runIds: string[] = [];
  // The last arm of the study is a format control.
  for (let arm = 0; arm < arms - 1; arm += 1) {
    const says = names.map((name, image): [string, Said] => [
      name,
      { verdict: 'generated', reasoning: `Arm ${arm} says ${image}.` },
    ]);
    runIds.push(await addRun(db, { source: `${slug}-${arm}`, datasetId }, Object.fromEntries(says)));
  }
  const { id } = await addStudy(db, { slug, datasetId, images: names, runIds });
  const atOnce = 250_000;
  for (let from = 0; from < votes; from += atOnce)
    await generateVotes(sql, { slug, images, arms, from, to: from + atOnce });
  await sql`vacuum analyze`;
  return id;
}

/** Milliseconds until all votes have their entries, as if they had been cast a while ago. Services that are measured have nothing left to seal. */
async function timeSealing(sql: Sql, studyId: string): Promise<number> {
  const started = performance.now();
  const sealed = await sealLedger(sql, studyId, new Date(Date.now() + 3_600_000));
  if (sealed !== votes) throw new Error(`${sealed} entries were sealed`);
  return performance.now() - started;
}

/** Milliseconds until the last byte. */
async function timeCopy(sql: Sql, rows: string): Promise<number> {
  const started = performance.now();
  const stream = await sql.unsafe(`copy (${rows}) to stdout (format csv, header)`).readable();
  let bytes = 0;
  for await (const chunk of stream) bytes += chunk.length;
  if (bytes === 0) throw new Error('COPY gave nothing');
  return performance.now() - started;
}
