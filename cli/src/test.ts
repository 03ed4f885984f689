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

const scratch = await mkdtemp(join(tmpdir(), 'fakexplain-test-'));
// The embedded PostgreSQL of root runs as another user, who passes through.
await chmod(scratch, 0o711);
// A temporary folder of the run's own shows what tests leave in it.
const temporary = join(scratch, 'tmp');
await mkdir(temporary, { mode: 0o711 });
const env = { NODE_OPTIONS: '--disable-warning=ExperimentalWarning', TMPDIR: temporary };
const totals = { passed: 0, failed: 0, skipped: 0 };

/** Runs tests and adds their counts up. @returns whether all passed */
async function runTests(name: string, args: string[], show: boolean): Promise<boolean> {
  const reportFile = join(scratch, `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile=${reportFile}`];
  const { code, output } = await command('vitest', ['run', ...reporters, ...args], { cwd: root, show, env });
  if (!show) console.log(output);
  if (existsSync(reportFile)) {
    const report = reportSchema.parse(JSON.parse(await readFile(reportFile, 'utf8')));
    totals.passed += report.numPassedTests;
    totals.failed += report.numFailedTests;
    totals.skipped += report.numPendingTests + report.numTodoTests;
  }
  return code === 0;
}

async function check(): Promise<boolean> {
  const { code, output } = await command(process.execPath, ['cli/src/check.ts'], { cwd: root });
  console.log(output);
  return code === 0;
}

// Flows run one after another, and wait for much: those on the demo's site, all others, and all else go on beside each other.
const results =
  filters.length > 0
    ? [await runTests('chosen', filters, true)]
    : await Promise.all([
        runTests('demo-site', ['--project', 'demo-site'], true),
        runTests('flows', ['--project', 'flows'], false),
        check().then(async (sound) => {
          const rest = ['unit', 'db', 'components'].flatMap((project) => ['--project', project]);
          return (await runTests('rest', rest, false)) && sound;
        }),
      ]);
let failed = results.includes(false);
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
const left = (await readdir(temporary)).filter((name) => name.startsWith('fakexplain-'));
if (left.length > 0) {
  failed = true;
  console.log(`Tests left in the temporary folder: ${left.join(', ')}`);
}
await rm(scratch, { recursive: true });
process.exitCode = failed ? 1 : 0;
