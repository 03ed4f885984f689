import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipOf, type Member } from '@fakexplain/fixtures/archives';
import { drawnImage } from '@fakexplain/fixtures/images';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, watchForTrouble } from '../harness/browser.ts';
import { startOwnSite, type OwnSite } from '../harness/own-site.ts';
import { joinSite, signInByForm } from '../harness/people.ts';

let site: OwnSite;
let browser: Browser;
let maintainer: { email: string };
beforeAll(async () => {
  [site, browser] = await Promise.all([startOwnSite(), launchBrowser()]);
  maintainer = await joinSite(site, 'maintainer');
});
afterAll(async () => {
  await browser?.close();
  await site?.stop();
});

async function signedIn(options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(`${site.address}/maintain`);
  await signInByForm(page, maintainer.email);
  await page.getByRole('heading', { name: 'Studies', exact: true }).waitFor();
  return page;
}

function write(name: string, content: string | Uint8Array): string {
  const file = join(site.folder, name);
  writeFileSync(file, content);
  return file;
}

/** Sends a file and waits for the page on which it is read. */
async function sendFile(page: Page, file: string): Promise<void> {
  await page.goto(`${site.address}/maintain/imports`);
  await page.locator('form[data-alive]').waitFor();
  await page.getByLabel('File', { exact: true }).setInputFiles(file);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('heading', { name: 'How it is read' }).waitFor();
}

const facts = async (page: Page) => (await page.locator('dl.key-facts').innerText()).replaceAll(/\s+/g, ' ');

test('a file is sent, broken off and gone on with, tried, imported, added to, and deleted', async () => {
  const page = await signedIn();
  const trouble = watchForTrouble(page, site.address);
  const members: Member[] = [];
  for (let n = 0; n < 6; n += 1)
    members.push({ name: `set/${n % 2 === 0 ? 'real' : 'fake'}/${n}.jpg`, content: await drawnImage(n) });
  members.push({ name: 'set/fake/broken.jpg', content: 'no picture' });
  // So large that it has three parts.
  const noise = Uint8Array.from({ length: 9_000_000 }, (_, index) => (index * 7_919) % 253);
  const file = write('pictures.zip', zipOf([...members, { name: 'set/notes.bin', content: noise }]));

  const puts: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PUT') puts.push(new URL(request.url()).pathname.split('/').at(-1) ?? '');
  });
  await page.route('**/parts/1?*', (route) => route.abort('connectionreset'));
  await page.goto(`${site.address}/maintain/imports`);
  await page.locator('form[data-alive]').waitFor();
  await page.getByLabel('File', { exact: true }).setInputFiles(file);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('No connection: 1 of 3 parts are there').waitFor();
  // The browser is closed and opened again.
  await page.unroute('**/parts/1?*');
  await page.goto(`${site.address}/maintain/imports`);
  await page.getByRole('cell', { name: 'Sent to 33%' }).waitFor();
  await page.getByRole('link', { name: 'pictures.zip' }).click();
  await page.locator('form[data-alive]').waitFor();
  const other = Buffer.from(readFileSync(file));
  other[100] = (other[100] ?? 0) ^ 255;
  await page.getByLabel('Choose pictures.zip again').setInputFiles(write('other.zip', other));
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('differs from its part 1').waitFor();
  puts.length = 0;
  await page.getByLabel('Choose pictures.zip again').setInputFiles(file);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('heading', { name: 'How it is read' }).waitFor();
  expect(puts).toEqual(['1', '2']);

  await page.getByLabel('Dataset', { exact: true }).fill('No Slug');
  await page.getByRole('button', { name: 'Dry run' }).click();
  await page.getByText('Only lower-case letters, digits and single hyphens').first().waitFor();
  await page.getByLabel('Dataset', { exact: true }).fill('mine');
  await page.getByRole('button', { name: 'Dry run' }).click();
  await page.getByText('Tried: nothing was written.').waitFor();
  expect(await facts(page)).toBe('real 3 generated 3 were there 0 refused 1');
  const refused = page.getByRole('row', { name: /broken\.jpg/ });
  expect(await refused.innerText()).not.toContain(site.folder);
  expect((await page.request.get(`${site.address}/datasets/mine`)).status()).toBe(404);

  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByText('Imported.', { exact: true }).waitFor();
  expect(await facts(page)).toBe('real 3 generated 3 were there 0 refused 1');

  const whole = members.map((member) =>
    member.name.endsWith('broken.jpg') ? { ...member, content: otherPicture } : member,
  );
  await sendFile(page, write('again.zip', zipOf(whole)));
  await page.getByLabel('Dataset', { exact: true }).fill('mine');
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByText('Imported.', { exact: true }).waitFor();
  expect(await facts(page)).toBe('generated 1 were there 6 refused 0');

  const scores = members.map(({ name }, n) => `${name},0.${n}`);
  await sendFile(page, write('scores.csv', `image,score\n${scores.join('\n')}\nnowhere.jpg,0.5\n`));
  expect(await page.getByLabel('What it is').inputValue()).toBe('scores');
  await page.getByLabel('Source', { exact: true }).fill('npr');
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByText('Imported.', { exact: true }).waitFor();
  await page.getByRole('row', { name: /scores\.csv 9 image.*nowhere\.jpg/ }).waitFor();

  await page.goto(`${site.address}/maintain/catalog`);
  await page.getByRole('link', { name: /^Delete… mine/ }).click();
  await page.getByLabel(/^Type mine/).fill('other');
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await page.getByText('Nothing is deleted').waitFor();
  await page.getByLabel(/^Type mine/).fill('mine');
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await page.getByText('None yet. Import one.').waitFor();
  await page.getByRole('link', { name: /^Delete… npr/ }).click();
  await page.getByLabel(/^Type npr/).fill('npr');
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await page.getByRole('heading', { name: 'Datasets and sources' }).waitFor();
  expect(trouble.filter((line) => !/ERR_CONNECTION_RESET|status of 4\d\d/.test(line))).toEqual([]);
});

test('without scripts a small file is sent, read and imported by plain forms, and a manifest is checked', async () => {
  const page = await signedIn({ javaScriptEnabled: false });
  const members = [{ name: 'photo/a.jpg', content: await drawnImage(50) }];
  await page.goto(`${site.address}/maintain/imports`);
  await page.getByLabel('File', { exact: true }).setInputFiles(write('small.zip', zipOf(members)));
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByLabel('Dataset', { exact: true }).fill('small');
  await page.getByLabel('Meanings of folders').fill('photo=real');
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect
    .poll(
      async () => {
        await page.goto(page.url().split('?')[0] ?? '');
        return page.locator('main').innerText();
      },
      { timeout: 30_000, interval: 200 },
    )
    .toContain('Imported.');
  expect(await facts(page)).toBe('real 1 were there 0 refused 0');

  await page.goto(`${site.address}/maintain/models`);
  const manifest = await page.getByLabel('Manifest').getAttribute('placeholder');
  await page.getByLabel('Manifest').fill(`${manifest}\nsong: la\n`);
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText(/Line 17, song: is no field of a manifest/).waitFor();
  await page.getByLabel('Manifest').fill(String(manifest));
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('It is sound.').waitFor();
  await page.getByRole('button', { name: 'Add it' }).click();
  await page.getByRole('heading', { name: 'My model' }).waitFor();
  await page.goto(`${site.address}/maintain/runs?model=my-model`);
  await page.getByText('MY_MODEL_ENDPOINT').waitFor();
});

/** In the place of one that could not be read. */
const otherPicture = await drawnImage(99);
