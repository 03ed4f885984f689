import type { Database, Sql } from '@fakexplain/database';
import { arena } from '@fakexplain/contract';
import { ProblemError } from '@fakexplain/service-kit';
import { createStudy } from './studies/create-study.ts';
import { openStudy } from './studies/open-study.ts';

export interface DemoStudyOptions {
  db: Database;
  sql: Sql;
  clock: () => Date;
  newId: () => string;
}

/** A model that ran here, on these very images. */
const demoModel = 'fakexplainer-tiny-demo';
const demoModelName = 'FakeXplainer-tiny, demo (a real model, run here)';

/** The demo's sources, the exact one first: its explanations are sound by construction. */
const demoSources = [
  'demo-reference',
  'demo-close',
  'demo-shifted',
  'demo-wrong-defect',
  'demo-vague',
  'demo-hallucinated',
  'demo-wrong-verdict',
  demoModel,
];

const consentTo = (
  withModel: boolean,
) => `This is a demo, to show how the arena works. The pictures were drawn by a program, half of them with a \
mistake in them on purpose, and the explanations were made by programs too${
  withModel ? ', one of them a small model that really looked at them' : ''
}. Your votes are of no scientific use.

You will see a picture with two explanations of whether, and where, it shows that it was generated. You say which one is \
better. You can stop at any time; what you voted until then stays counted.

What is stored, in the database of whoever runs this site: a random number that stands for you, when you consented, \
each vote with the time it took, whether you used keys, pointer or form, and the reasons and comments you choose to \
give. No name, no e-mail address, no network address.`;

/**
 * Makes and opens the study `demo` over the dataset `demo`, with the demo's sources that have explanations there. Where
 * it is there already, it stays as it is; a draft is opened.
 * @returns whether anything was made or opened
 * @throws ProblemError as creating and opening do, e.g. `not-found` without the demo dataset
 */
export async function ensureDemoStudy({ db, sql, clock, newId }: DemoStudyOptions): Promise<boolean> {
  const status = await statusOfDemo(sql);
  if (status !== undefined && status !== 'draft') return false;
  if (status === undefined) {
    try {
      await createStudy(db, await demoStudy(sql), { clock, newId });
    } catch (error) {
      if (!(error instanceof ProblemError && error.type === 'slug-taken')) throw error;
    }
  }
  try {
    await openStudy(sql, 'demo', clock());
  } catch (error) {
    if (error instanceof ProblemError && error.type === 'study-not-draft') return false;
    throw error;
  }
  return true;
}

async function statusOfDemo(sql: Sql): Promise<string | undefined> {
  const [study] = await sql<{ status: string }[]>`select status from arena.studies where slug = 'demo'`;
  return study?.status;
}

async function demoStudy(sql: Sql) {
  const found = await sql<{ slug: string }[]>`
    select distinct s.slug from catalog.sources s
    join catalog.runs r on r.source_id = s.id
    join catalog.datasets d on d.id = r.dataset_id and d.slug = 'demo'
    left join inference.generations g on g.run_id = r.id
    where exists (select from catalog.explanations e where e.run_id = r.id)
      and (g.run_id is null or g.state = 'finished')`;
  const slugs = new Set(found.map(({ slug }) => slug));
  const arms = demoSources
    .filter((slug) => slugs.has(slug))
    .map((source) => (source === demoModel ? { source, name: demoModelName } : { source }));
  if (arms.length < 2)
    throw new ProblemError('study-not-drawable', {
      detail:
        'The dataset "demo" has explanations by fewer than two of the demo’s sources. Import the demo first.',
    });
  return arena.newStudySchema.parse({
    slug: 'demo',
    title: 'Demo: which explanation is better?',
    consent: consentTo(slugs.has(demoModel)),
    demo: true,
    datasets: ['demo'],
    arms,
    ballotsPerRater: 30,
  } satisfies arena.NewStudy);
}
