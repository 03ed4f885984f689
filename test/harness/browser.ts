import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { ensureChromium } from '../../cli/src/chromium.ts';

/** Headless, and quiet about a network it does not need. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const launchBrowser = async (): Promise<Browser> =>
  chromium.launch({ executablePath: await ensureChromium(console.log), args: chromiumArguments });

/** Collects what no page may do: errors in its console, uncaught exceptions, requests to any other origin. */
export function watchForTrouble(page: Page, origin: string): string[] {
  const trouble: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') trouble.push(`${page.url()}: console: ${message.text()}`);
  });
  page.on('pageerror', (error) => trouble.push(`${page.url()}: exception: ${error.message}`));
  page.on('request', (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (protocol.startsWith('http') && asked !== origin)
      trouble.push(`${page.url()}: asks ${request.url()} of another origin`);
  });
  return trouble;
}

/** Lets a browser go on as the rater who has this token. */
export async function beRater(
  context: BrowserContext,
  address: string,
  study: string,
  token: string,
): Promise<void> {
  const { hostname } = new URL(address);
  await context.addCookies([{ name: 'rater', value: token, domain: hostname, path: `/rate/${study}` }]);
}

/** Waits until the ballot page is taken over by its scripts and takes an answer. */
export const untilAnswerable = (page: Page): Promise<void> =>
  page.locator('.ballot-page[data-alive] button[name=choice][value=left][aria-disabled=false]').waitFor();

/** Stops rating by the menu of the ballot page. */
export async function stopRating(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^More/ }).click();
  await page.getByRole('link', { name: 'Stop here' }).click();
}
