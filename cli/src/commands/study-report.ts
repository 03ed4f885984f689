import { writeFile } from 'node:fs/promises';
import type { Command } from '@commander-js/extra-typings';
import { findChromium } from '../chromium.ts';
import { addExamples } from '../define-command.ts';
import { readSiteAddress } from '../env.ts';
import { Refused } from '../exit-codes.ts';
import type { Perform, Task } from '../session.ts';

interface Words {
  study: string;
  at: string | undefined;
  question: string | undefined;
  out: string;
}

/** Adds to the group `study` its report as a PDF. */
export function addReportCommand(group: Command, perform: Perform): void {
  const report = group
    .command('report')
    .description(
      'Print a study’s report, the page /studies/<slug>/report, as a PDF: the same bytes for the same votes and the same browser.',
    )
    .argument('<slug>')
    .requiredOption('--out <file.pdf>', 'the file')
    .option('--at <vote>', 'as of a vote: its sequence number, or the name of a snapshot')
    .option('--question <question>', 'one of the study’s questions, where it asks several')
    .action((study, { at, question, out }) => perform(printReport, { study, at, question, out }));
  addExamples(report, {
    'study report pilot --out report.pdf': 'as it stands',
    'study report pilot --at v1 --out report.pdf': 'as it stood at the snapshot v1',
  });
}

const printReport: Task<Words> = async ({ study, at, question, out }, session) => {
  const address = new URL(`/studies/${encodeURIComponent(study)}/report`, readSiteAddress());
  if (at !== undefined) address.searchParams.set('at', at);
  if (question !== undefined) address.searchParams.set('question', question);
  const executablePath = findChromium();
  if (executablePath === undefined)
    throw new Refused(
      'No Chromium or Chrome was found to print with. Install one, or say where it is by CHROMIUM_PATH.',
    );
  session.progress.update(() => `printing ${address.href}`);
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({
    executablePath,
    // Chromium has no sandbox for root.
    chromiumSandbox: process.getuid?.() !== 0,
  });
  try {
    const page = await browser.newPage({ locale: 'en', timezoneId: 'UTC' });
    const answer = await page.goto(address.href, { waitUntil: 'networkidle' });
    if (new URL(page.url()).pathname.endsWith('/about'))
      throw new Refused(`The results of “${study}” are not shown yet, so there is no report.`);
    if (!answer?.ok()) {
      const said = await page.locator('main').innerText();
      throw new Refused(
        `${address.href} answered ${answer?.status()}: ${said.replaceAll(/\s+/g, ' ').trim()}`,
      );
    }
    const title = await page.title();
    const pdf = await page.pdf({
      format: 'A4',
      tagged: true,
      outline: true,
      printBackground: true,
      margin: { top: '18mm', bottom: '18mm', left: '15mm', right: '15mm' },
      displayHeaderFooter: true,
      headerTemplate: margin('<span class="title"></span>'),
      footerTemplate: margin('<span class="pageNumber"></span> / <span class="totalPages"></span>'),
    });
    await writeFile(out, withoutMoment(pdf));
    session.progress.end();
    console.log(`${out}: ${title}`);
  } finally {
    await browser.close();
  }
};

/** A line of a page's margin, which has no style but its own. */
const margin = (content: string) =>
  `<div style="width: 100%; padding: 0 15mm; font: 7pt sans-serif; color: #555; text-align: center">${content}</div>`;

/**
 * A PDF without the moment at which it was made, which alone would differ from one print to the next. In its place stands another
 * of the same length, so that what the file says of its own places stays true.
 */
export function withoutMoment(pdf: Uint8Array): Uint8Array {
  const text = Buffer.from(pdf).toString('latin1');
  const timeless = text.replaceAll(
    /(\/(?:CreationDate|ModDate) \(D:)(\d+)/g,
    (_, before: string, digits: string) =>
      before + '19700101000000'.slice(0, digits.length).padEnd(digits.length, '0'),
  );
  return Buffer.from(timeless, 'latin1');
}
