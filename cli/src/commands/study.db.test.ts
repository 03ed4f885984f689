import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { arena, call } from '@fakexplain/contract';
import { maintainerKey } from '@fakexplain/database/testing';
import { type Catalog, fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { createLogger, listen, type Listening } from '@fakexplain/service-kit';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { stringify } from 'yaml';
import { cast, draw, startArena, type TestArena } from '@fakexplain/arena/testing/start-arena.ts';
import { sealLedger } from '@fakexplain/arena/ledger/seal-ledger.ts';
import { fakexplain, type Ended } from '../testing/fakexplain.ts';

// Each starts the command, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

let service: TestArena;
let catalog: Catalog;
let server: Listening;
let folder: string;

beforeAll(async () => {
  service = await startArena();
  catalog = await fillCatalog(service.database.db, { images: 6, sources: ['one', 'two'] });
  folder = await mkdtemp(join(tmpdir(), 'fakexplain-study-'));
  server = await listen(service.app, { port: 0, logger: createLogger('arena-test', 'silent') });
});
afterAll(async () => {
  await server.stop();
  await service.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs the command as a person does. */
const study = (args: string[], key = maintainerKey): Promise<Ended> =>
  fakexplain(['study', ...args], { ARENA_URL: server.url, FAKEXPLAIN_API_KEY: key });

async function write(name: string, content: string): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

const done = (stdout: string): Ended => ({ code: 0, stdout, stderr: '' });

test('a study is made from a file, opened, closed and listed', async () => {
  expect(await study(['list'])).toEqual(done('There are no studies.\n'));
  const file = await write('pilot.yaml', stringify({ ...newStudy(catalog), slug: 'pilot', title: 'Pilot' }));
  expect(await study(['create', file])).toEqual(done('pilot: draft, 2 arms — Pilot\n'));
  const open = 'pilot: open, 2 arms, 6 images, 0 votes by 0 raters — Pilot\n';
  expect(await study(['open', 'pilot'])).toEqual(done(open));
  expect(await study(['delete', 'pilot'])).toEqual({
    code: 3,
    stdout: '',
    stderr: 'The study "pilot" is open.\n',
  });
  const closed = 'pilot: closed, 2 arms, 6 images, 0 votes by 0 raters — Pilot\n';
  expect(await study(['close', 'pilot'])).toEqual(done(closed));
  expect(await study(['list'])).toEqual(done(closed));
});

test('a draft is shown, checked, changed and opened; then paused, resumed, closed, archived and restored', async () => {
  const file = await write('life.yaml', stringify({ ...newStudy(catalog), slug: 'life', title: 'Life' }));
  await study(['create', file]);
  const { stdout: shown } = await study(['show', 'life']);
  const changed = await write('changed.yaml', shown.replace('title: Life', 'title: Longer life'));
  expect(await study(['edit', 'life', changed])).toEqual(done('life: draft, 2 arms — Longer life\n'));
  expect((await study(['show', 'life'])).stdout).toBe(shown.replace('title: Life', 'title: Longer life'));
  const check = await study(['check', 'life']);
  expect(check.code).toBe(0);
  expect(check.stdout).toMatch(
    /^6 of 6 images would be asked about, with 0 practice ballots; .*\n {2}one: explains 6/,
  );
  const strict = await write('strict.yaml', shown.replace('requiredPractice: 0', 'requiredPractice: 2'));
  await study(['edit', 'life', strict]);
  expect(await study(['check', 'life'])).toMatchObject({
    code: 3,
    stdout: expect.stringMatching(/In the way: The study requires 2 practice ballots/),
  });
  await study(['edit', 'life', changed]);
  await study(['open', 'life']);
  const line = (state: string) =>
    done(`life: ${state}, 2 arms, 6 images, 0 votes by 0 raters — Longer life\n`);
  expect(await study(['edit', 'life', changed])).toMatchObject({ code: 3, stdout: '' });
  expect(await study(['pause', 'life'])).toEqual(line('paused'));
  expect(await study(['archive', 'life'])).toEqual({
    code: 3,
    stdout: '',
    stderr: 'The study "life" is paused, so it cannot be archived. Close it first.\n',
  });
  expect(await study(['resume', 'life'])).toEqual(line('open'));
  expect(await study(['close', 'life'])).toEqual(line('closed'));
  expect(await study(['archive', 'life'])).toEqual(line('archived'));
  expect((await study(['list'])).stdout).not.toContain('life:');
  expect(await study(['list', '--archived'])).toEqual(line('archived'));
  expect(await study(['restore', 'life'])).toEqual(line('closed'));

  const copied = await study(['duplicate', 'life', 'another', '--title', 'Another']);
  expect(copied).toEqual(done('another: draft, 2 arms — Another\n'));
  expect(await study(['version', 'life'])).toEqual(done('life-v2: draft, version 2, 2 arms — Longer life\n'));
});

test('invitations are links, each on its line; what is to know of them goes elsewhere', async () => {
  const file = await write('asked.yaml', stringify({ ...newStudy(catalog), slug: 'asked' }));
  await study(['create', file]);
  await study(['open', 'asked']);
  const { code, stdout, stderr } = await study([
    'invite',
    'asked',
    '--count',
    '2',
    '--site',
    'https://arena.example.org/',
  ]);
  expect(code).toBe(0);
  const links = stdout.trim().split('\n');
  expect(new Set(links).size).toBe(2);
  for (const link of links)
    expect(link).toMatch(/^https:\/\/arena\.example\.org\/rate\/asked\?invitation=[0-9a-f]{32}$/);
  expect(stderr).toMatch(/^Each for 1 rater, valid until 2026-01-31T00:00:00.000Z/);
  expect(await study(['invite', 'asked', '--cohort', 'prolific', '--panel', 'prolific'])).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('returnCodes'),
  });
  expect(await study(['invite', 'asked', '--count', 'some'])).toMatchObject({ code: 2 });
});

test('a draft, here from JSON, is deleted', async () => {
  const file = await write('draft.json', JSON.stringify({ ...newStudy(catalog), slug: 'draft' }));
  expect(await study(['create', file])).toMatchObject({ code: 0 });
  expect(await study(['delete', 'draft'])).toEqual(done('The draft draft is deleted.\n'));
  expect((await study(['list'])).stdout).not.toMatch(/^draft:/m);
});

test('a ledger is checked, from the arena and from a file', async () => {
  const { slug } = await service.openStudy(newStudy(catalog, { results: 'live', embargo: 'nothing' }));
  const rater = await service.enrol(slug);
  const ballot = (await draw(rater, slug)).ballots[0]?.id ?? '';
  for (const choice of ['left', 'tie'] as const) await cast(rater, ballot, { choice });
  const [{ id = '' } = {}] = await service.database.sql<{ id: string }[]>`
    select id from arena.studies where slug = ${slug}`;
  await sealLedger(service.database.sql, id, service.clock.now());
  const { head, entries } = await call(
    arena.readLedger,
    { params: { study: slug }, query: {} },
    service.as(),
  );
  const whole = (of: string) => `${of}: 2 entries, 2 of them with what they say; head ${head.hash}\n`;
  expect(await study(['verify', slug, '--head', entries[0]?.hash ?? ''])).toEqual(done(whole(slug)));
  const changed = entries.map((entry, at) =>
    at === 0 ? { ...entry, content: entry.content?.replace('"left"', '"none"') ?? null } : entry,
  );
  const file = await write('ledger.jsonl', changed.map((entry) => JSON.stringify(entry)).join('\n'));
  expect(await study(['verify', file, '--head', 'f'.repeat(64)])).toEqual({
    code: 3,
    stdout: whole(file).replace('2 of them', '1 of them'),
    stderr: `Entry 1 (vote): what it says is not what was sealed.\nNo entry has the head ${'f'.repeat(64)}.\n`,
  });
});

test('what is wrong is said by file and field, or by the service', async () => {
  const file = await write('wrong.yaml', stringify({ ...newStudy(catalog), slug: 'Not One', arms: [] }));
  const wrong = await study(['create', file]);
  expect(wrong).toMatchObject({ code: 3, stdout: '' });
  expect(wrong.stderr).toMatch(/wrong\.yaml:/);
  expect(wrong.stderr).toMatch(/lower-case letters.*\n.*at slug/);
  expect(wrong.stderr).toMatch(/at arms/);
  expect(await study(['create', join(folder, 'nothing.yaml')])).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('nothing.yaml'),
  });
  expect(await study(['open', 'nothing'])).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('nothing'),
  });
  expect(await study(['close', 'pilot'], 'not-the-token-at-all')).toMatchObject({ code: 3 });
  expect(await study(['open'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/missing required argument 'slug'/),
  });
});

test('raters whom a sentinel flags are excluded as one, and readmitted', async () => {
  const file = await write('judged.yaml', stringify({ ...newStudy(catalog), slug: 'judged' }));
  await study(['create', file]);
  await study(['open', 'judged']);
  // Six answers without a look at any image.
  const rater = await service.enrol('judged');
  for (let n = 0; n < 6; n += 1) {
    const [ballot] = (await draw(rater, 'judged')).ballots;
    service.clock.pass(20);
    await cast(rater, ballot?.id ?? '', { choice: n % 2 ? 'left' : 'tie' });
  }
  expect(await study(['exclude', 'judged', '--flagged', 'one_sided', '--reason', 'x'])).toMatchObject({
    code: 3,
    stderr: 'No rater of "judged" is flagged by one_sided and not excluded yet.\n',
  });
  const excluded = await study([
    'exclude',
    'judged',
    '--flagged',
    'image_unseen',
    '--reason',
    'did not look',
  ]);
  expect(excluded.stdout).toMatch(
    /^[0-9a-f-]{36}: stands, 1 rater flagged by image_unseen, 6 votes — did not look\n$/,
  );
  const [id = ''] = excluded.stdout.split(':');
  const shown = await study(['raters', 'judged']);
  expect(shown.stdout).toContain('  image_unseen: 1 rater, 6 votes; 0 not excluded. More than 20% of');
  expect(shown.stdout).toContain(`Exclusions:\n  ${id}: stands`);
  expect((await study(['readmit', 'judged', id])).stdout).toMatch(/: withdrawn, 1 rater/);
});

test('a plan is kept with a draft; a study that was held may be its pilot', async () => {
  const slug = 'planned';
  const file = await write('planned.yaml', stringify({ ...newStudy(catalog), slug }));
  await study(['create', file]);
  const asked = [
    'plan',
    '--power',
    '0.8',
    '--share',
    '0.7',
    '--ballots',
    '20',
    '--images',
    '400',
    '--keep',
    slug,
  ];
  expect(await study(asked)).toMatchObject({ code: 3, stderr: expect.stringMatching(/--arms/) });
  expect(await study([...asked, '--arms', 'one', 'nobody'])).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(/No arm is called "nobody"; there are one, two/),
  });
  const kept = await study([...asked, '--arms', 'one', 'two', '--stops']);
  expect(kept.stderr).toBe('');
  const [, raters, hash] =
    /Kept as the plan of planned: (\d+) raters\. SHA-256 (\w{64})/.exec(kept.stdout) ?? [];
  const answer = await fetch(`${server.url}/studies/${slug}/plan`);
  expect(await answer.json()).toMatchObject({
    hash,
    plan: { pair: ['one', 'two'], looks: 'any', raters: Number(raters), stops: true },
  });
  expect(await study(['plan', '--pilot', slug])).toMatchObject({
    stderr: 'The study planned has no pair of arms with votes enough to plan by.\n',
  });
});

test('votes are exported to standard output and to a file', async () => {
  const { slug } = await service.openStudy(newStudy(catalog, { results: 'hidden' }));
  const rater = await service.enrol(slug);
  const [ballot] = (await draw(rater, slug)).ballots;
  await cast(rater, ballot?.id ?? '', { choice: 'tie' });
  const { code, stdout } = await study(['export', slug, '--format', 'jsonl', '--raters', 'stable']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ study: slug, choice: 'tie', rater: rater.rater });
  const file = join(folder, 'votes.csv');
  expect(await study(['export', slug, '--out', file])).toEqual(done(''));
  expect(await readFile(file, 'utf8')).toMatch(/^study,sequence,.*\r\n.*,tie,.*\r\n$/);
  expect(await study(['export', 'nowhere'])).toMatchObject({
    code: 3,
    stderr: 'There is no study “nowhere”.\n',
  });
});

test('votes get names, which are listed, and stay', async () => {
  const { slug } = await service.openStudy(newStudy(catalog, { results: 'live' }));
  expect(await study(['snapshots', slug])).toEqual(done('No vote has a name.\n'));
  const rater = await service.enrol(slug);
  for (const { id } of (await draw(rater, slug, 2)).ballots) await cast(rater, id, { choice: 'left' });
  // Sequence numbers are those of the whole arena.
  const [one, two] = await service.database.sql<{ sequence: string }[]>`
    select v.sequence from arena.votes v join arena.studies s on s.id = v.study_id where s.slug = ${slug} order by 1`;
  const [sequence, next] = [String(one?.sequence), String(two?.sequence)];
  const first = await study(['snapshot', slug, 'v1', '--at', sequence, '--note', 'as in the paper']);
  expect(first).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(
      new RegExp(String.raw`^v1: vote ${sequence}, cast \S+, .* — as in the paper\n$`),
    ),
  });
  const second = await study(['snapshot', slug, 'v2']);
  expect(second.stdout).toMatch(
    new RegExp(String.raw`^v2: vote ${next}, cast \S+, (not sealed yet|ledger \d+ \w{64})\n$`),
  );
  const names = ({ stdout }: Ended) => stdout.split('\n').map((line) => line.split(', cast')[0]);
  expect(names(await study(['snapshots', slug]))).toEqual([`v1: vote ${sequence}`, `v2: vote ${next}`, '']);
  expect(await study(['snapshot', slug, 'v1'])).toMatchObject({ code: 3, stdout: '' });
  expect(await study(['snapshot', slug, '7'])).toMatchObject({ code: 3, stdout: '' });
});
