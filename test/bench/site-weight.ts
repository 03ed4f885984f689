import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { chromiumArguments, chromiumPath } from '../harness/browser.ts';

/** Compressed size of the JavaScript that a first visit to a page loads. */
export async function measureScripts(url: string): Promise<{ files: number; bytes: number }> {
  const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArguments });
  try {
    const page = await browser.newPage();
    const bodies: Promise<Buffer>[] = [];
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') bodies.push(response.body());
    });
    await page.goto(url, { waitUntil: 'networkidle' });
    const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body).length);
    return { files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
  } finally {
    await browser.close();
  }
}
