import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { arena, call, send, type ClientOptions } from '@fakexplain/contract';
import { connect } from '@fakexplain/database';
import { trainingRow, type Verdict } from '@fakexplain/explanation';
import { drawnImage } from '@fakexplain/fixtures/images';
import { binomialAtLeast } from '@fakexplain/statistics/binomial';
import { uniformSource } from '@fakexplain/statistics/random';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { crawl, type Found } from './harness/crawler/crawl.ts';
import { learn, type Knowledge } from './harness/crawler/knowledge.ts';
import { enrolRater } from './harness/arena.ts';
import { startOwnSite, type OwnSite } from './harness/own-site.ts';

const asked = 60;
/** In the same dataset, but explained by one source alone, so that no study asks about them. */
const notAsked = 20;
const ballotsWanted = 500;
const study = 'pilot';

const sources = [
  { slug: 'aardvark', name: 'Aardvark Annotators', arm: 'Anteater' },
  { slug: 'bumblebee', name: 'Bumblebee 72B', arm: 'Beetle' },
  { slug: 'chinchilla', name: 'Chinchilla', arm: 'Capybara' },
];
const names = Object.fromEntries(sources.map(({ slug, name, arm }) => [slug, [slug, name, arm]]));

const labels = ((random) =>
  Array.from({ length: asked + notAsked }, (): Verdict => (random() < 0.5 ? 'real' : 'generated')))(
  uniformSource(5),
);
/** No two pictures have the same size. */
const sizeOf = (image: number) => ({ width: 160 + image, height: 120 + 2 * image });

let site: OwnSite;
let found: Found[];

beforeAll(async () => {
  site = await startOwnSite();
  await makeStudy();
  found = await crawl(site.address);
}, 600_000);
afterAll(() => site?.stop());

/** A study with the usual settings; another dataset holds the pictures that it asks about once more, made smaller. */
async function makeStudy(): Promise<void> {
  const file = async (name: string, rows: object[]) => {
    await writeFile(join(site.folder, name), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    return join(site.folder, name);
  };
  const importDataset = async (
    dataset: string,
    images: number,
    picture: (image: number) => Promise<Buffer>,
  ) => {
    const rows = [];
    for (let image = 0; image < images; image += 1) {
      const imagePath = `${dataset}-${image}.png`;
      await writeFile(join(site.folder, imagePath), await picture(image));
      const verdict = labels[image] ?? 'real';
      const isMarked = verdict === 'generated' && dataset === 'pictures';
      const regions = isMarked ? [region(image, 'The annotators marked this')] : [];
      const explanation = { verdict, probability: null, tags: [], reasoning: '', regions };
      rows.push(trainingRow({ imagePath, explanation }));
    }
    await site.run('import', 'fakexplained', await file(`${dataset}.jsonl`, rows), '--dataset', dataset);
  };
  await importDataset('pictures', asked + notAsked, (image) =>
    drawnImage(image, { ...sizeOf(image), format: 'png' }),
  );
  await importDataset('smaller', asked, (image) => drawnImage(image, { width: 64, height: 48 }));
  for (const [index, { slug, name }] of sources.entries()) {
    const rows = Array.from({ length: index === 0 ? asked + notAsked : asked }, (_, image) => ({
      image: `pictures-${image}.png`,
      explanation: {
        verdict: image % (index + 2) === 0 ? 'real' : 'generated',
        tags: [],
        reasoning: `${wording(image, index)} in the whole.`,
        regions: [region(image, wording(image, index), index + 1)],
      },
    }));
    const source = ['--source', slug, '--name', name, '--kind', 'model'];
    await site.run(
      'import',
      'explanations',
      await file(`${slug}.jsonl`, rows),
      '--dataset',
      'pictures',
      ...source,
    );
  }
  await site.run('score');
  const made: arena.NewStudy = {
    slug: study,
    title: 'Which is better?',
    consent: 'Made for a test.',
    datasets: ['pictures'],
    arms: sources.map(({ slug, arm }) => ({ source: slug, name: arm })),
  };
  await site.run('study', 'create', await file('study.json', [made]));
  await site.run('study', 'open', study);
}

/** Words that no other source says of any picture, and that name none. */
const wording = (image: number, index: number) =>
  `Remark ${createHash('sha256').update(`${image} ${index}`).digest('hex').slice(0, 12)}`;

const region = (image: number, description: string, place = 0) => ({
  box: [place * 10 + (image % 7), 5, 60 + image, 50 + place] as [number, number, number, number],
  description,
});

interface Shown {
  ballot: arena.Ballot;
  picture: Buffer;
}

/** What raters are shown, from the draw to the vote. */
async function drawBallots(): Promise<Shown[]> {
  const shown: Shown[] = [];
  while (shown.length < ballotsWanted) {
    const baseUrl = site.arena.address;
    const token = await enrolRater(baseUrl, study);
    const rater: ClientOptions = { baseUrl, token };
    for (;;) {
      const { ballots, exhausted } = await call(
        arena.drawBallots,
        { params: { study }, body: { ahead: 3 } },
        rater,
      );
      for (const ballot of ballots) {
        const params = { ballot: ballot.id };
        const picture = await send(arena.readBallotImage, { params }, rater);
        shown.push({ ballot, picture: Buffer.from(await picture.arrayBuffer()) });
        const headers = { 'idempotency-key': ballot.id };
        await call(arena.castVote, { params, headers, body: { choice: 'tie' } }, rater);
      }
      if (exhausted || ballots.length === 0 || shown.length >= ballotsWanted) break;
    }
  }
  return shown.slice(0, ballotsWanted);
}

interface Truth {
  id: string;
  left: string;
  right: string;
  label: string;
}

/** What nobody may know before the vote, from the database. */
async function readTruth(): Promise<Map<string, Truth>> {
  const { sql, close } = connect(site.databaseUrl, { max: 1 });
  const rows = await sql<Truth[]>`
    select b.id, l.slug as left, r.slug as right, i.label
    from arena.ballots b
    join arena.study_images i on i.study_id = b.study_id and i.position = b.image_position
    join catalog.explanations le on le.id = b.left_explanation_id
    join catalog.runs lr on lr.id = le.run_id join catalog.sources l on l.id = lr.source_id
    join catalog.explanations re on re.id = b.right_explanation_id
    join catalog.runs rr on rr.id = re.run_id join catalog.sources r on r.id = rr.source_id`;
  await close();
  return new Map(rows.map((row) => [row.id, row]));
}

/** A guess by what is known, or by chance where that leads to none or to several. */
function guess(known: Set<string>, all: readonly string[], random: () => number) {
  const [only] = known;
  const named = only !== undefined && known.size === 1;
  return { named, guess: named ? only : (all[Math.floor(random() * all.length)] ?? '') };
}

async function nameAll(knowledge: Knowledge) {
  const shown = await drawBallots();
  const truth = await readTruth();
  const random = uniformSource(7);
  const arms = { named: 0, right: 0, n: 0 };
  const ofLabels = { named: 0, right: 0, n: 0 };
  const take = (score: typeof arms, { named, guess }: ReturnType<typeof guessOf>, is: string) => {
    score.n += 1;
    score.named += Number(named);
    score.right += Number(guess === is);
  };
  const guessOf = (known: Set<string>, all: readonly string[]) => guess(known, all, random);
  for (const { ballot, picture } of shown) {
    const is = truth.get(ballot.id);
    if (!ballot.left || !ballot.right)
      throw new Error(`the ballot ${ballot.id} came without its explanations`);
    if (!is) throw new Error(`the ballot ${ballot.id} is not in the database`);
    const slugs = sources.map(({ slug }) => slug);
    take(arms, guessOf(knowledge.sourcesOf(ballot.left), slugs), is.left);
    take(arms, guessOf(knowledge.sourcesOf(ballot.right), slugs), is.right);
    take(ofLabels, guessOf(await knowledge.labelsOf(picture), ['real', 'generated']), is.label);
  }
  return { arms, labels: ofLabels };
}

test('a program that has read all that is public names neither arms nor labels of 500 ballots', async () => {
  const { arms, labels } = await nameAll(await learn(found, names));
  expect({ arms: arms.named, labels: labels.named }).toEqual({ arms: 0, labels: 0 });
  // By chance alone so many, or more, are right in more than one of a million such tests.
  expect(binomialAtLeast(arms.right, arms.n, 1 / sources.length)).toBeGreaterThan(1e-6);
  expect(binomialAtLeast(labels.right, labels.n, 1 / 2)).toBeGreaterThan(1e-6);
});

test('what no study asks about is public, and counts say what is withheld', async () => {
  const knowledge = await learn(found, names);
  const image = asked + 3;
  const picture = await drawnImage(image, { ...sizeOf(image), format: 'png' });
  expect([...(await knowledge.labelsOf(picture))]).toEqual([labels[image]]);
  const side = { verdict: 'real' as const, tags: [], reasoning: wording(image, 0), regions: [] };
  expect([...knowledge.sourcesOf(side)]).toEqual(['aardvark']);

  const text = (path: string) => found.find((answer) => answer.path === path)?.body.toString() ?? '';
  expect(text('/datasets/pictures')).toContain('60 images of this dataset are withheld');
  // The same pictures made smaller would tell as much.
  expect(text('/datasets/smaller')).toContain('60 images of this dataset are withheld');
  expect(text('/benchmark')).toContain('3 runs are withheld while the study “Which is better?” is open.');
  expect(text(`/studies/${study}/about`)).toContain('Results are shown when the study is closed');
});

test('a closed study withholds nothing', async () => {
  await site.run('study', 'close', study);
  const gallery = await fetch(`${site.address}/datasets/pictures`);
  expect(await gallery.text()).not.toContain('are withheld');
  expect((await fetch(`${site.address}/studies/${study}`, { redirect: 'manual' })).status).toBe(200);
});
