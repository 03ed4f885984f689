import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { arena, call } from '@fakexplain/contract';
import { zipOf, type Member } from '@fakexplain/fixtures/archives';
import { drawnImage } from '@fakexplain/fixtures/images';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, untilAnswerable, watchForTrouble } from '../harness/browser.ts';
import { knownPreferences, type Said } from '../harness/known-preferences.ts';
import { startPanel, type PanelDouble } from '../harness/panel-double.ts';
import { password } from '../harness/people.ts';
import { startEmptySite, type StartedSite } from '../harness/started-site.ts';

let site: StartedSite;
let panel: PanelDouble;
let browser: Browser;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fakexplain-day-files-'));
  [site, panel, browser] = await Promise.all([startEmptySite(), startPanel(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await panel?.stop();
  await site?.stop();
  await rm(folder, { recursive: true, force: true });
});

const images = 24;
const ballots = 15;
/** Raters who look: one comes from the panel, all others by an invitation; and who do not. */
const [attentive, careless] = [36, 3];
const study = 'which-helps';
const toArena = (token?: string) => ({ baseUrl: `${site.address}/api/arena`, token });

/** What each source says of what is wrong with a picture, by the picture's number. */
const says: Record<string, (n: number) => string> = {
  people: (n) => `The shadow of object ${n} falls towards the light.`,
  careful: (n) => `The edge of object ${n} melts into what is behind it.`,
  vague: (n) => `The texture of object ${n} repeats itself without reason.`,
};
const raters = knownPreferences({
  elo: { people: 110, careful: 0, vague: -110 },
  sideBias: 0.4,
  lapses: 0.06,
  ties: 0.1,
  seed: 7,
});
/** A picture's width tells which it is. */
const widthOf = (n: number) => 200 + 4 * n;
/** What was cast: votes that count, and answers to checks. */
const cast = { attentive: 0, careless: 0, checks: 0, passed: 0 };

/** Whose words these are, and of which picture. */
function authorOf(words: string): { source: string; n: number } {
  const n = Number(/object (\d+)/.exec(words)?.[1]);
  const source = Object.keys(says).find((name) => words.includes(says[name]?.(n) ?? ''));
  if (source === undefined) throw new Error(`nobody says “${words}”`);
  return { source, n };
}

/** What a rater says of a ballot, whose kind the words and the picture tell, and what comes of it. */
function judge(kind: 'attentive' | 'careless', width: number, left: string, right: string): Said {
  const n = (width - 200) / 4;
  const [a, b] = [authorOf(left), authorOf(right)];
  if (a.n === n && b.n === n) {
    cast[kind] += 1;
    return kind === 'careless' ? 'left' : raters.answer(a.source, b.source);
  }
  const sound = a.n === n ? 'left' : 'right';
  const said = kind === 'careless' ? 'left' : sound;
  cast.checks += 1;
  cast.passed += said === sound ? 1 : 0;
  return said;
}

async function newPage(): Promise<{ page: Page; trouble: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  return { page, trouble: watchForTrouble(page, site.address) };
}

/** Sends a file by the page for it, reads it as it is told, and waits until it is imported. */
async function importFile(
  page: Page,
  name: string,
  content: string | Uint8Array,
  fields: Record<string, string>,
) {
  const file = join(folder, name);
  await writeFile(file, content);
  await page.locator('form[data-alive]').waitFor();
  await page.getByLabel('File', { exact: true }).setInputFiles(file);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('heading', { name: 'How it is read' }).waitFor();
  for (const [label, value] of Object.entries(fields)) {
    const field = page.getByLabel(label, { exact: true });
    if ((await field.evaluate((node) => node.tagName)) === 'SELECT') await field.selectOption(value);
    else await field.fill(value);
  }
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByText('Imported.', { exact: true }).waitFor();
  expect((await page.locator('dl.key-facts').innerText()).replaceAll(/\s+/g, ' ')).toContain('refused 0');
}

async function importAll(page: Page) {
  const members: Member[] = [];
  for (let n = 0; n < images; n += 1) {
    const content = await drawnImage(n, { width: widthOf(n), height: 150 });
    members.push({ name: `${n % 3 === 0 ? 'real' : 'fake'}/${n}.jpg`, content });
  }
  await page.goto(site.address);
  await page.getByRole('link', { name: 'Import a dataset' }).click();
  await importFile(page, 'pictures.zip', zipOf(members), { Dataset: 'pictures' });
  for (const [source, words] of Object.entries(says)) {
    const rows = members.map(({ name }, n) => {
      const regions = [{ box: [10 + n, 20, 90 + n, 100], description: words(n) }];
      return JSON.stringify({
        image: name,
        explanation: { verdict: 'generated', tags: [], reasoning: '', regions },
      });
    });
    await page.getByRole('link', { name: 'Import another file' }).click();
    await importFile(page, `${source}.jsonl`, `${rows.join('\n')}\n`, {
      Source: source,
      'Its name': source,
      'Its kind': source === 'people' ? 'human' : 'model',
    });
  }
}

async function makeDraft(page: Page) {
  await page.getByRole('link', { name: 'Make a study' }).click();
  await page.locator('input[name="title"]').fill('Which explanation helps?');
  await page.getByLabel('Slug', { exact: true }).fill(study);
  await page.getByLabel('Contact').fill('lab@example.org');
  await page.getByRole('group', { name: 'Datasets' }).getByRole('checkbox').check();
  for (const source of Object.keys(says))
    await page.getByRole('group', { name: 'Arms' }).getByRole('checkbox', { name: source }).check();
  await page.getByText('Drawing, checks and margins').click();
  await page.getByLabel('Ballots a rater').fill(String(ballots));
  await page.getByLabel('Checks, %').fill('10');
  await page.getByRole('button', { name: 'Make the draft' }).click();
  await page.waitForURL(`**/studies/${study}/edit?saved`);
}

/** Looks at the draft as a rater would: consent, guide, practice, ballots. */
async function preview(page: Page) {
  await page.getByRole('link', { name: 'Preview as a rater' }).click();
  await page.getByRole('heading', { name: 'What you agree to' }).waitFor();
  await page.getByRole('link', { name: 'To the practice' }).click();
  await page.getByRole('heading', { name: 'Practice 1' }).waitFor();
  const heading = page.getByRole('heading', { level: 1 });
  const steps: string[] = [];
  for (let title = await heading.innerText(); title !== 'That is what a rater sees';) {
    steps.push(title);
    await page.locator('button[value=left]').click();
    await expect.poll(() => heading.innerText()).not.toBe(title);
    title = await heading.innerText();
  }
  expect(steps.length).toBeGreaterThan(5);
  await page.getByRole('link', { name: 'Back to the draft' }).click();
}

/** Keeps a plan with the draft, for the pair that differs least. */
async function keepPlan(page: Page) {
  await page.goto(`${site.address}/plan?half_width_percent=8&share_percent=65&ballots=4&images=${images}`);
  await page.getByLabel('Draft, and its pair').selectOption({ index: 0 });
  await page.getByRole('button', { name: 'Keep this plan' }).click();
  await page.getByText('Kept').first().waitFor();
}

async function changeState(page: Page, button: string, state: string) {
  await page.goto(`${site.address}/maintain`);
  if (button === 'Close for good') await page.locator('summary', { hasText: /^Close/ }).click();
  await page.getByRole('button', { name: new RegExp(`^${button} `) }).click();
  await page.getByRole('cell', { name: state, exact: true }).waitFor();
}

/** Makes a link by the page for it. */
async function invite(page: Page, fields: Record<string, string>, preset?: string): Promise<string> {
  await page.goto(`${site.address}/studies/${study}/invitations`);
  await page.getByText('What differs from the panel’s rule').click();
  for (const [label, value] of Object.entries(fields))
    await page.getByLabel(label, { exact: true }).fill(value);
  if (preset !== undefined) await page.getByLabel('Panel', { exact: true }).selectOption({ label: preset });
  await page.getByRole('button', { name: 'Make links' }).click();
  return (await page.getByLabel('Copy them now').inputValue()).trim();
}

interface Rater {
  id: string;
  token: string;
}

async function enrol(link: string): Promise<Rater> {
  const params = { study };
  const invitation = new URL(link).searchParams.get('invitation');
  const { token, rater } = await call(
    arena.enrol,
    { params, body: { consent: true, invitation } },
    toArena(),
  );
  const as = toArena(token);
  const { ballots: practice } = await call(arena.listPractice, { params, query: {} }, as);
  for (const { position } of practice)
    await call(arena.answerPractice, { params: { study, position }, body: { choice: 'left' } }, as);
  return { id: rater, token };
}

const wordsOf = (shown: arena.Ballot['left']) =>
  (shown?.regions ?? []).map(({ description }) => description).join(' ');

/** Answers every ballot that there is for a rater. */
async function vote({ token }: Rater, kind: 'attentive' | 'careless') {
  const asked = { params: { study }, body: { ahead: 3 } };
  for (;;) {
    const drawn = await call(arena.drawBallots, asked, toArena(token));
    const open = drawn.ballots.filter((ballot) => ballot.vote === null);
    if (open.length === 0) return;
    for (const { id, image, left, right } of open) {
      const choice = judge(kind, image.width, wordsOf(left), wordsOf(right));
      const headers = { 'idempotency-key': randomUUID() };
      await call(arena.castVote, { params: { ballot: id }, headers, body: { choice } }, toArena(token));
    }
  }
}

/** A participant of the panel: comes by its link, agrees, practises, votes by keys, and goes back with the code. */
async function takePartByPanel() {
  const { page, trouble } = await newPage();
  await panel.standIn(page.context());
  await page.goto(panel.startOf('5f0a1b2c3d4e5f6a7b8c9d0e'));
  await page.getByText('You come from Prolific.').waitFor();
  await page.getByRole('checkbox', { name: 'I have read this' }).check();
  await page.getByRole('button', { name: 'Take part' }).click();
  await page.getByRole('link', { name: /^Try \d+ practice ballot/ }).click();
  const start = page.getByRole('link', { name: 'Start rating' });
  const next = page.getByRole('link', { name: 'Next practice ballot' });
  while (!(await start.isVisible())) {
    await page.getByRole('button', { name: 'Tie' }).click();
    await page.getByText('You said tie.').waitFor();
    if (await next.isVisible()) await next.click();
    else break;
  }
  await start.click();
  for (let n = 1; n <= ballots; n += 1) {
    await page.getByRole('heading', { level: 1, name: new RegExp(`^Ballot ${n} of `) }).waitFor();
    await untilAnswerable(page);
    const image = page.getByRole('img', { name: 'The image that both explanations are about' });
    const card = (side: string) => page.getByRole('region', { name: `Explanation ${side}`, exact: true });
    const said = judge(
      'attentive',
      Number(await image.getAttribute('width')),
      await card('A').innerText(),
      await card('B').innerText(),
    );
    await page.keyboard.press({ left: 'ArrowLeft', right: 'ArrowRight', tie: 't' }[said]);
  }
  await page.getByRole('link', { name: 'Go on to the end' }).click();
  await page.getByText('One step is left:').waitFor();
  await page.getByRole('button', { name: 'End for good' }).click();
  await page.getByRole('link', { name: 'Back to Prolific' }).click();
  await page.getByRole('heading', { name: 'Submission received' }).waitFor();
  expect(panel.codes()).toEqual(['D0NE']);
  const ownTrouble = trouble.filter((line) => !/asks \S+(\/start\?|prolific)/.test(line));
  expect(ownTrouble).toEqual([]);
  await page.context().close();
}

interface Cells {
  querySelectorAll(selector: string): Iterable<Cells & { innerText: string }>;
  querySelector(selector: string): { innerText: string; title: string } | null;
}

const tableOf = (page: Page, label: string) =>
  page.getByRole('region', { name: label, exact: true }).locator('table');

/** The cells of a table of the page, by heading of the row and of the column. */
async function readTable(page: Page, label: string): Promise<Map<string, Record<string, string>>> {
  const { heads, rows } = await tableOf(page, label).evaluate((table: Cells) => {
    const texts = (cells: Iterable<{ innerText: string }>) =>
      [...cells].map(({ innerText }) => innerText.replaceAll(/\s+/g, ' ').trim());
    return {
      heads: texts(table.querySelectorAll('thead tr:last-child > *')),
      rows: [...table.querySelectorAll('tbody tr')].map((row) => ({
        name: row.querySelector('th')?.innerText.replaceAll(/\s+/g, ' ').trim() ?? '',
        cells: texts(row.querySelectorAll('th, td')),
      })),
    };
  });
  return new Map(
    rows.map(({ name, cells }) => [
      name,
      Object.fromEntries(heads.map((head, at) => [head, cells[at] ?? ''])),
    ]),
  );
}

/** Numbers of a text as pages write it, with its minus. */
const numbersIn = (text = '') =>
  [...text.replaceAll(',', '').matchAll(/[−-]?\d+(\.\d+)?/g)].map(([number]) =>
    Number(number.replace('−', '-')),
  );

function expectWithin(truth: number, interval: string | undefined, of: string) {
  const [low = NaN, high = NaN] = numbersIn(interval);
  expect(low, `${of}: ${interval}`).toBeLessThanOrEqual(truth);
  expect(high, `${of}: ${interval}`).toBeGreaterThanOrEqual(truth);
}

/** Those who do not look are found by what they answer, and left out with the reason. */
async function excludeCareless(page: Page, lazy: Rater[]) {
  await page.getByRole('link', { name: 'Raters', exact: true }).click();
  await page.getByRole('columnheader', { name: /^Left/ }).getByRole('link').click();
  await page.waitForURL('**/raters?sort=left#raters');
  const rows = tableOf(page, 'Raters').locator('tbody tr');
  const ids = () =>
    rows.evaluateAll((all: Cells[]) => all.map((row) => row.querySelector('code')?.title ?? ''));
  const known = lazy.map(({ id }) => id).toSorted();
  await expect.poll(async () => (await ids()).slice(0, careless).toSorted()).toEqual(known);
  for (const { id } of lazy) {
    const row = rows.filter({ has: page.getByTitle(id) });
    await row.locator('summary', { hasText: 'Exclude' }).click();
    await row.getByLabel('Reason, for everyone to read').fill('Said left to everything.');
    await row.getByRole('button', { name: 'Exclude' }).click();
    await row.getByText('stands').waitFor();
  }
}

/** What raters were made to prefer is within what the page says of it, and what is not true is not. */
async function expectRecovered(page: Page) {
  await page.getByRole('link', { name: 'Show them without the excluded' }).click();
  await page.getByText('These numbers leave them out.').waitFor();
  await page.getByText(`${careless} raters with ${cast.careless} votes`).waitFor();
  const ratings = await readTable(page, 'Ratings table');
  const truth = raters.ratings();
  for (const [rank, name] of ['people', 'careful', 'vague'].entries()) {
    expectWithin(truth[name] ?? NaN, ratings.get(name)?.['Interval'], `Elo of ${name}`);
    const [best = NaN, worst = best] = numbersIn(ratings.get(name)?.['Rank']?.replace('–', ' '));
    expect(best, `best rank of ${name}`).toBeLessThanOrEqual(rank + 1);
    expect(worst, `worst rank of ${name}`).toBeGreaterThanOrEqual(rank + 1);
  }
  const shares = await readTable(page, 'Preference shares table');
  expect(shares.size).toBe(3);
  for (const [pair, cells] of shares) {
    const [a = '', b = ''] = pair.split(' over ');
    for (const interval of ['Clustered, one look', 'Anytime-valid, any look'])
      expectWithin(100 * raters.shareOf(a, b), cells[interval], `${interval} of ${pair}`);
  }
  const sides = await page.getByText('The left explanation was preferred in').innerText();
  expectWithin(100 * raters.leftShare(), /\[.*?\]/.exec(sides)?.[0], 'side bias');
  expect(numbersIn(/\[.*?\]/.exec(sides)?.[0])[0]).toBeGreaterThan(50);
  const passed = ((100 * cast.passed) / cast.checks).toFixed(1);
  await page.getByText(`${passed}% of ${cast.checks}, a sound explanation`).waitFor();
}

test('a day from an empty folder to results, in which what went in is found again', async () => {
  const { page, trouble } = await newPage();
  await page.goto(site.ownerLink);
  await page.getByLabel('Your name').fill('Ada');
  await page.getByLabel('E-mail').fill('ada@example.org');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Make the account' }).click();
  await page.waitForURL('**/account');

  await importAll(page);
  await makeDraft(page);
  await preview(page);
  await keepPlan(page);
  await changeState(page, 'Open', 'open');
  const link = await invite(page, { Cohort: 'class', 'Places a link': '100' });
  panel.leadsTo(await invite(page, { Cohort: 'panel', Completed: 'D0NE' }, 'Prolific'));

  const lazy: Rater[] = [];
  await Promise.all([
    takePartByPanel(),
    (async () => {
      for (let n = 0; n < attentive; n += 1) await vote(await enrol(link), 'attentive');
      for (let n = 0; n < careless; n += 1) {
        const rater = await enrol(link);
        lazy.push(rater);
        await vote(rater, 'careless');
      }
    })(),
  ]);

  // A pause is told to who comes, by page and by API.
  await changeState(page, 'Pause', 'paused');
  const visitor = await newPage();
  await visitor.page.goto(link);
  await visitor.page.getByText('This study is paused.').waitFor();
  await expect(enrol(link)).rejects.toThrow(/paused/);

  await page.goto(`${site.address}/studies/${study}/monitor`);
  const facts = (await page.locator('dl.key-facts').innerText()).replaceAll(/\s+/g, ' ');
  expect(facts).toContain(`Status paused Votes ${cast.attentive + cast.careless} `);
  await excludeCareless(page, lazy);

  await changeState(page, 'Resume', 'open');
  await vote(await enrol(link), 'attentive');
  await changeState(page, 'Close for good', 'closed');
  await expect(enrol(link)).rejects.toThrow(/closed/);
  await visitor.page.goto(`${site.address}/rate/${study}`);
  await visitor.page.getByRole('link', { name: 'See what it found' }).click();

  await expectRecovered(visitor.page);
  await visitor.page.getByRole('link', { name: 'Raters left out, and why' }).click();
  await visitor.page.getByRole('heading', { name: 'Raters left out' }).waitFor();
  const exclusions = tableOf(visitor.page, 'Exclusions').locator('tbody tr');
  expect(await exclusions.allInnerTexts()).toEqual(
    lazy.map(() => expect.stringContaining('Said left to everything.')),
  );
  expect(visitor.trouble).toEqual([]);
  await visitor.page.context().close();

  await page.goto(`${site.address}/audit-log?subject=${study}`);
  const done = await tableOf(page, 'Audit log').locator('tbody th').allInnerTexts();
  expect(done.toReversed()).toEqual([
    'createStudy',
    'keepPlan',
    'prepareStudy',
    'openStudy',
    'createInvitations',
    'createInvitations',
    'pauseStudy',
    ...lazy.map(() => 'excludeRater'),
    'resumeStudy',
    'closeStudy',
  ]);
  expect(await tableOf(page, 'Audit log').getByText('Ada').count()).toBe(done.length);
  expect(trouble).toEqual([]);
}, 300_000);
