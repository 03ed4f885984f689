import { gzipSync } from 'node:zlib';
import { enrolRater } from '../harness/arena.ts';
import { launchBrowser } from '../harness/browser.ts';

/** Compressed size of the JavaScript that a first visit to a study's ballot page loads. */
export async function weighBallotPage({
  site,
  arena,
  study,
}: {
  site: string;
  arena: string;
  study: string;
}): Promise<{ files: number; bytes: number }> {
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext();
    const url = `${site}/rate/${study}/ballot`;
    await context.addCookies([{ name: 'rater', value: await enrolRater(arena, study), url }]);
    const page = await context.newPage();
    const bodies: Promise<Buffer>[] = [];
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') bodies.push(response.body());
    });
    await page.goto(url, { waitUntil: 'networkidle' });
    await page.getByRole('heading', { name: /^Ballot 1/ }).waitFor();
    const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body).length);
    return { files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
  } finally {
    await browser.close();
  }
}
