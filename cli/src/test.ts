// npm test: the checks, then every test, against a production build of the site. Arguments choose tests by their path, and
// leave out the checks.
import { existsSync, globSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ensureChromium } from './chromium.ts';
import { command, root } from './command.ts';
import { buildSite } from './stack/site-build.ts';
import { readTestReport, type TestedFile } from './test-report.ts';

const filters = process.argv.slice(2);
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
/** What became of each file, by its path; where it was run twice, the second time. */
const tested = new Map<string, TestedFile>();
/** Whether all but the tests is well: the checks, and the programs that ran the tests. */
let sound = true;

/** Runs tests and keeps what became of them. */
async function runTests(name: string, args: string[], show: boolean): Promise<void> {
  const reportFile = join(scratch, `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile=${reportFile}`];
  const { code, output } = await command('vitest', ['run', ...reporters, ...args], { cwd: root, show, env });
  if (!show) console.log(output);
  const files = existsSync(reportFile) ? readTestReport(await readFile(reportFile, 'utf8')) : [];
  for (const file of files) tested.set(file.path, file);
  // It fails with no test that failed where it found none, or where something was thrown outside of them.
  if (code !== 0 && failuresOf(files) === 0) sound = false;
}

const failedFiles = () => [...tested.values()].filter(({ failures }) => failures.length > 0);

const failuresOf = (files: Iterable<TestedFile>) => sum(files, ({ failures }) => failures.length);

const sum = (files: Iterable<TestedFile>, countOf: (file: TestedFile) => number) =>
  [...files].reduce((total, file) => total + countOf(file), 0);

function tell(title: string, files: TestedFile[]) {
  console.log(`\n${title}`);
  for (const { path, failures } of files)
    for (const { test, reason } of failures) console.log(`\n${relative(root, path)} › ${test}\n${reason}`);
}

async function check(): Promise<void> {
  const { code, output } = await command(process.execPath, ['cli/src/check.ts'], { cwd: root });
  console.log(output);
  if (code !== 0) sound = false;
}

// Flows run one after another, and wait for much: those on the demo's site, all others, and all else go on beside each other.
if (filters.length > 0) await runTests('chosen', filters, true);
else {
  const rest = ['unit', 'db', 'components'].flatMap((project) => ['--project', project]);
  await Promise.all([
    runTests('demo-site', ['--project', 'demo-site'], true),
    runTests('flows', ['--project', 'flows'], false),
    check().then(() => runTests('rest', rest, false)),
  ]);
  await tryAgain();
}

/**
 * What waits for browsers and processes may fail for want of processors alone: a few files that failed while others ran beside
 * them are run once more by themselves, and told. What is wrong fails again.
 */
async function tryAgain(): Promise<void> {
  const failed = failedFiles();
  if (failed.length === 0 || failed.length > 4) return;
  await runTests(
    'again',
    failed.map(({ path }) => path),
    true,
  );
  const unsteady = failed.filter(({ path }) => tested.get(path)?.failures.length === 0);
  if (unsteady.length > 0) tell('Failed beside others and passed alone:', unsteady);
}

const slowest = [...tested.values()].toSorted((one, other) => other.seconds - one.seconds).slice(0, 10);
console.log('\nThe longest files, in seconds:');
for (const { path, seconds } of slowest)
  console.log(`${seconds.toFixed(0).padStart(5)}  ${relative(root, path)}`);
const failed = failedFiles();
if (failed.length > 0) tell('Failed:', failed);
const passed = sum(tested.values(), (file) => file.passed);
const skipped = sum(tested.values(), (file) => file.skipped);
console.log(`\n${passed} passed, ${failuresOf(failed)} failed, ${skipped} skipped`);
const left = (await readdir(temporary)).filter((name) => name.startsWith('fakexplain-'));
if (left.length > 0) {
  sound = false;
  console.log(`Tests left in the temporary folder: ${left.join(', ')}`);
}
await rm(scratch, { recursive: true });
process.exitCode = sound && failed.length === 0 ? 0 : 1;
