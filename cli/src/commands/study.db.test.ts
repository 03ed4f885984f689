import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Catalog, fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { createLogger, listen, type Listening } from '@fakexplain/service-kit';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { stringify } from 'yaml';
import {
  cast,
  draw,
  maintainerToken,
  startArena,
  type TestArena,
} from '@fakexplain/arena/testing/start-arena.ts';
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
const study = (args: string[], token = maintainerToken): Promise<Ended> =>
  fakexplain(['study', ...args], { ARENA_URL: server.url, MAINTAINER_TOKEN: token });

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

test('a draft, here from JSON, is deleted', async () => {
  const file = await write('draft.json', JSON.stringify({ ...newStudy(catalog), slug: 'draft' }));
  expect(await study(['create', file])).toMatchObject({ code: 0 });
  expect(await study(['delete', 'draft'])).toEqual(done('The draft draft is deleted.\n'));
  expect((await study(['list'])).stdout).not.toContain('draft');
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
