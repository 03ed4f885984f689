import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { arena, call } from '@fakexplain/contract';
import { trainingRow, type Region } from '@fakexplain/explanation';
import { drawImage } from '@fakexplain/fixtures/images';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolRater } from '../harness/arena.ts';
import { beRater, launchBrowser, untilAnswerable } from '../harness/browser.ts';
import { startOwnSite, type OwnSite } from '../harness/own-site.ts';
import { startRecordingProxy } from '../harness/recording-proxy.ts';
import { readKept, tellApart, type Received, type Session } from '../harness/received.ts';

// Enough for three practice ballots.
const images = 33;
const params = { study: 'blind' };

/** Three ways to explain an image; which source does which differs between the two sites. */
const manners: ((image: number) => {
  verdict: string;
  tags: string[];
  reasoning: string;
  regions: Region[];
})[] = [
  (image) => ({
    verdict: 'generated',
    tags: ['structure'],
    reasoning: '',
    regions: [
      { box: [40, 40, 120, 120], description: `the square of picture ${image} is too dark` },
      { box: [10.5, 20.25, 90, 60], description: `its border is missing, ${image}` },
    ],
  }),
  (image) => ({
    verdict: 'generated',
    tags: ['texture', 'lighting'],
    reasoning: `Picture ${image} looks painted all over, as no camera would show it.`,
    regions: [{ box: [0, 0, 320, 200], description: `everything in picture ${image}` }],
  }),
  (image) => ({
    verdict: 'real',
    tags: [],
    reasoning: `Nothing in picture ${image} stands out.`,
    regions: [],
  }),
];

interface Source {
  slug: string;
  name: string;
  kind: 'human' | 'model' | 'stand-in';
  arm: string;
}
const aardvark: Source = { slug: 'aardvark', name: 'Aardvark Annotators', kind: 'human', arm: 'Anteater' };
const bumblebee: Source = { slug: 'bumblebee', name: 'Bumblebee 72B', kind: 'model', arm: 'Beetle' };
const chinchilla: Source = { slug: 'chinchilla', name: 'Chinchilla', kind: 'stand-in', arm: 'Capybara' };

let sites: [OwnSite, OwnSite];
let browser: Browser;
/** What a browser got of each site, from consent to the moment before the vote. */
let sessions: [Session, Session];

beforeAll(async () => {
  browser = await launchBrowser();
  sites = [
    await makeSite([aardvark, bumblebee, chinchilla], [0, 1, 2]),
    await makeSite([bumblebee, chinchilla, aardvark], [2, 0, 1]),
  ];
  const raters = await findSameBallots();
  sessions = [await visit(sites[0], raters[0]), await visit(sites[1], raters[1])];
});
afterAll(async () => {
  await browser?.close();
  for (const site of sites ?? []) await site.stop();
});

/** A site with the study. @param sources who explains in the first, second and third manner @param order of the arms */
async function makeSite(sources: [Source, Source, Source], order: number[]): Promise<OwnSite> {
  const site = await startOwnSite();
  const file = async (name: string, rows: object[]) => {
    await writeFile(join(site.folder, name), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    return join(site.folder, name);
  };
  const paths = Array.from({ length: images }, (_, image) => `${image}.png`);
  for (const [image, path] of paths.entries()) await writeFile(join(site.folder, path), drawImage(image));
  const real = { verdict: 'real', probability: null, tags: [], reasoning: 'Real.', regions: [] } as const;
  const rows = await file(
    'rows.jsonl',
    paths.map((imagePath) => trainingRow({ imagePath, explanation: { ...real, tags: [], regions: [] } })),
  );
  await site.run('import', 'fakexplained', rows, '--dataset', 'pictures');
  for (const [manner, { slug, name, kind }] of sources.entries()) {
    const explanations = await file(
      `${slug}.jsonl`,
      paths.map((image, index) => ({ image, explanation: manners[manner]?.(index) })),
    );
    const source = ['--source', slug, '--name', name, '--kind', kind];
    await site.run('import', 'explanations', explanations, '--dataset', 'pictures', ...source);
  }
  const study: arena.NewStudy = {
    slug: 'blind',
    title: 'Which is better?',
    consent: 'Made for a test.',
    datasets: ['pictures'],
    arms: order.flatMap((at) => {
      const source = sources[at];
      return source ? [{ source: source.slug, name: source.arm }] : [];
    }),
    soundSource: sources[0].slug,
  };
  await site.run('study', 'create', await file('study.json', [study]));
  await site.run('study', 'open', 'blind');
  return site;
}

interface Rater {
  token: string;
  /** Ids of the two ballots drawn first. */
  ballots: string[];
}

/** Enrols raters until one of each site has the same practice and was drawn the same two ballots, side by side. */
async function findSameBallots(): Promise<[Rater, Rater]> {
  const drawn: [Map<string, Rater>, Map<string, Rater>] = [new Map(), new Map()];
  for (let round = 0; round < 2_000; round += 1) {
    for (const [index, site] of sites.entries()) {
      const baseUrl = site.arena.address;
      const token = await enrolRater(baseUrl, 'blind');
      const { ballots } = await call(arena.drawBallots, { params, body: { ahead: 2 } }, { baseUrl, token });
      const practice = await call(arena.listPractice, { params, query: {} }, { baseUrl, token });
      const key = JSON.stringify([...practice.ballots, ...ballots].map(({ left, right }) => [left, right]));
      drawn[index]?.set(key, { token, ballots: ballots.map(({ id }) => id) });
      const [first, second] = drawn.map((raters) => raters.get(key));
      if (first && second) return [first, second];
    }
  }
  throw new Error('no two raters were asked the same');
}

/** Waits for the lossless picture over the first look, which comes when it comes. */
async function untilTiled(page: Page): Promise<void> {
  await page.locator('[data-stage] img[src*="/tiles/"]').evaluate('(image) => image.decode()');
}

/** A rater's way from consent to the ballot, on which all regions are looked at, and then no vote is cast. */
async function visit(site: OwnSite, { token, ballots }: Rater): Promise<Session> {
  const proxy = await startRecordingProxy(site.address);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const kept: Received[] = [];
  // By keys alone: where a mouse rests by chance, the site fetches the page behind a link ahead.
  await page.goto(`${proxy.address}/rate`, { waitUntil: 'networkidle' });
  await page.getByRole('link', { name: 'Take part in Which is better?' }).press('Enter');
  await page.getByRole('checkbox').press('Space');
  kept.push(...(await readKept(page)));
  await page.getByRole('button', { name: 'Take part' }).press('Enter');
  await page.getByRole('heading', { name: 'How to judge' }).waitFor();
  // From here on as the rater who was shown and drawn what the other site's rater was.
  const [own] = (await context.cookies()).filter(({ name }) => name === 'rater');
  if (!own) throw new Error('the rater has no cookie');
  await beRater(context, proxy.address, 'blind', token);
  await page.goto(`${proxy.address}/rate/blind/guide`, { waitUntil: 'networkidle' });
  await page.getByRole('link', { name: 'Practise again' }).press('Enter');
  for (const step of [1, 2, 3]) {
    await page.getByRole('heading', { name: `Practice ${step} of 3` }).waitFor();
    await untilTiled(page);
    await page.keyboard.press('ArrowLeft');
    await page.getByText('You said A is better.').waitFor();
    kept.push(...(await readKept(page)));
    if (step < 3) await page.getByRole('link', { name: 'Next practice ballot' }).press('Enter');
  }
  await page.goto(`${proxy.address}/rate/blind/ballot`, { waitUntil: 'networkidle' });
  await untilAnswerable(page);
  await untilTiled(page);
  // What is loaded a second later, or when it is needed, has come.
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'hidden' });
  for (const region of await page
    .getByRole('list', { name: /^Regions of/ })
    .getByRole('button')
    .all()) {
    await region.focus();
    kept.push(...(await readKept(page)));
  }
  await context.close();
  await proxy.stop();
  // A browser asks for the service worker again when it sees fit, and is told that it has it.
  const isAskedAgain = ({ what, status }: Received) => what === 'GET /service-worker.js' && status === 304;
  const received = [...proxy.answers.filter((answer) => !isAskedAgain(answer)), ...kept];
  const names = new Map([
    [own.value, '<token>'],
    [token, '<token>'],
    [proxy.address, '<site>'],
    ...ballots.map((id, index) => [id, `<ballot ${index + 1}>`] as const),
  ]);
  return { received, names };
}

test('nothing that a browser gets before the vote tells whose explanations it shows', () => {
  const all = sessions[0].received.map(({ what }) => what);
  expect(all.filter((what) => what.includes('/ballots/') && what.endsWith('/image'))).toHaveLength(2);
  // Of each image the first look and, with a mouse, its only tile.
  expect(all.filter((what) => what.includes('/practice/'))).toHaveLength(6);
  expect(all).toContain('GET /rate/blind/ballot');
  expect(tellApart(...sessions)).toEqual([]);
});

test('no name of a source or an arm is in any of its bytes', () => {
  const names = [aardvark, bumblebee, chinchilla].flatMap(({ slug, name, arm }) => [slug, name, arm]);
  const found = sessions.flatMap(({ received }) =>
    received.flatMap(({ what, headers, body }) => {
      const text = `${what}${headers.join()}${body.toString('latin1')}`.toLowerCase();
      return names.filter((name) => text.includes(name.toLowerCase())).map((name) => `${what}: ${name}`);
    }),
  );
  expect(found).toEqual([]);
});

/** The first site's answers with one of them changed. */
function leaking(path: string, change: (answer: Received) => Partial<Received>): Session {
  const [{ received, names }] = sessions;
  const index = received.findIndex(({ what }) => what.startsWith(path));
  const answer = received[index];
  if (!answer) throw new Error(`nothing was got from ${path}`);
  return { names, received: received.with(index, { ...answer, ...change(answer) }) };
}

test.each<[leak: string, path: string, change: (answer: Received) => Partial<Received>, told: RegExp]>([
  [
    'a name in a page',
    'GET /rate/blind/ballot',
    ({ body }) => ({ body: Buffer.from(body.toString().replace('<main', '<main data-arm="Anteater"')) }),
    /ballot: size/,
  ],
  [
    'words of the same length',
    'GET /rate/blind/ballot',
    ({ body }) => ({ body: Buffer.from(body.toString().replace('Explanation A', 'Explanation a')) }),
    /ballot: body at character \d+: .*Explanation a/,
  ],
  [
    'a header of an image',
    'GET /rate/blind/ballots/',
    ({ headers }) => ({ headers: [...headers, 'X-Blob: 1'] }),
    /image: headers: .*X-Blob/,
  ],
  [
    'a byte more in an image',
    'GET /rate/blind/ballots/',
    ({ body }) => ({ body: Buffer.concat([body, Buffer.of(0)]) }),
    /image: size/,
  ],
  [
    'a colour of an image',
    'GET /rate/blind/ballots/',
    // In the middle of the pixels, which begin at byte 38.
    ({ body }) => ({ body: Buffer.from(body).fill(body.readUInt8(60) ^ 1, 60, 61) }),
    /image: body/,
  ],
  [
    'an address',
    'GET /rate/blind/ballots/',
    ({ what }) => ({ what: `${what}?arm=1` }),
    /only one gets .*arm=1/,
  ],
  ['a status', 'GET /rate/blind/ballots/', () => ({ status: 203 }), /image: status/],
  [
    'what scripts keep',
    'the stores',
    ({ body }) => ({ body: Buffer.from(body.toString().replace('{}', '{"a":1}')) }),
    /the stores/,
  ],
])('%s would be told', (_, path, change, told) => {
  const differences = tellApart(leaking(path, change), sessions[1]);
  expect(differences.length).toBeGreaterThan(0);
  expect(differences[0]).toMatch(told);
});
