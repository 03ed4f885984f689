// npm test: the checks, then every test, against a production build of the site.
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { command } from './command.ts';
import { ensureChromium } from './ensure-chromium.ts';
import { buildSite } from './stack/site-build.ts';

const root = join(import.meta.dirname, '../..');
const filters = process.argv.slice(2);
const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
});

await buildSite(console.log);
await ensureChromium(console.log);

let failed = false;
if (filters.length === 0) {
  failed = (await command(process.execPath, ['cli/src/check.ts'], { cwd: root, show: true })).code !== 0;
}

const scratch = await mkdtemp(join(tmpdir(), 'fakexplain-test-'));
const reportFile = join(scratch, 'report.json');
const tests = await command(
  'vitest',
  ['run', '--reporter=default', '--reporter=json', `--outputFile=${reportFile}`, ...filters],
  { cwd: root, show: true, env: { NODE_OPTIONS: '--disable-warning=ExperimentalWarning' } },
);
failed ||= tests.code !== 0;
if (existsSync(reportFile)) {
  const report = reportSchema.parse(JSON.parse(await readFile(reportFile, 'utf8')));
  const skipped = report.numPendingTests + report.numTodoTests;
  console.log(`\n${report.numPassedTests} passed, ${report.numFailedTests} failed, ${skipped} skipped`);
}
await rm(scratch, { recursive: true });
process.exitCode = failed ? 1 : 0;
