// npm test: the checks, then every test, against a production build of the site. Arguments choose tests by their path, and
// leave out the checks.
import { existsSync, globSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ensureChromium } from './chromium.ts';
import { command, root } from './command.ts';
import { buildSite } from './stack/site-build.ts';

const filters = process.argv.slice(2);
const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
});

const browserTests = globSync(['test/**/*.test.ts', 'web/src/**/*.browser.test.ts'], { cwd: root });
// As vitest chooses: by a part of the path.
const isChosen = (file: string) =>
  filters.length === 0 || filters.some((filter) => join(root, file).includes(filter));
if (browserTests.some(isChosen)) {
  await buildSite(console.log);
  await ensureChromium(console.log);
}

let failed = false;
if (filters.length === 0) {
  failed = (await command(process.execPath, ['cli/src/check.ts'], { cwd: root, show: true })).code !== 0;
}

const scratch = await mkdtemp(join(tmpdir(), 'fakexplain-test-'));
// The embedded PostgreSQL of root runs as another user, who passes through.
await chmod(scratch, 0o711);
const reportFile = join(scratch, 'report.json');
// A temporary folder of the run's own shows what tests leave in it.
const temporary = join(scratch, 'tmp');
await mkdir(temporary, { mode: 0o711 });
const tests = await command(
  'vitest',
  ['run', '--reporter=default', '--reporter=json', `--outputFile=${reportFile}`, ...filters],
  {
    cwd: root,
    show: true,
    env: { NODE_OPTIONS: '--disable-warning=ExperimentalWarning', TMPDIR: temporary },
  },
);
failed ||= tests.code !== 0;
if (existsSync(reportFile)) {
  const report = reportSchema.parse(JSON.parse(await readFile(reportFile, 'utf8')));
  const skipped = report.numPendingTests + report.numTodoTests;
  console.log(`\n${report.numPassedTests} passed, ${report.numFailedTests} failed, ${skipped} skipped`);
}
const left = (await readdir(temporary)).filter((name) => name.startsWith('fakexplain-'));
if (left.length > 0) {
  failed = true;
  console.log(`Tests left in the temporary folder: ${left.join(', ')}`);
}
await rm(scratch, { recursive: true });
process.exitCode = failed ? 1 : 0;
