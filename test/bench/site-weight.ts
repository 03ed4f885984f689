import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Response } from 'playwright-core';
import { enrolRater } from '../harness/arena.ts';
import { launchBrowser, untilAnswerable } from '../harness/browser.ts';

/**
 * Compressed size, in bytes, of the JavaScript that a first visit to a study's ballot page loads until it takes an answer,
 * each file for itself. What is fetched ahead when the browser is idle is not counted.
 */
export async function weighBallotPage({
  site,
  arena,
  study,
}: {
  site: string;
  arena: string;
  study: string;
}): Promise<{ files: number; gzip: number; brotli: number }> {
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext();
    const url = `${site}/rate/${study}/ballot`;
    await context.addCookies([{ name: 'rater', value: await enrolRater(arena, study), url }]);
    const page = await context.newPage();
    const bodies: Promise<Buffer>[] = [];
    const keep = (response: Response) => {
      if (response.request().resourceType() === 'script') bodies.push(response.body());
    };
    page.on('response', keep);
    await page.goto(url);
    await untilAnswerable(page);
    page.off('response', keep);
    const scripts = await Promise.all(bodies);
    const sum = (compress: (body: Buffer) => Buffer) =>
      scripts.reduce((total, body) => total + compress(body).length, 0);
    return { files: scripts.length, gzip: sum(gzipSync), brotli: sum(brotliCompressSync) };
  } finally {
    await browser.close();
  }
}
