// npm run generate: see `usage`. Talks to the inference service's HTTP API.
import { call, inference, ServiceProblem, type ClientOptions } from '@fakexplain/contract';
import { endWithPipe, showProgress } from '@fakexplain/service-kit';
import { readGenerateCommandEnv } from './env.ts';
import { changes } from './runs/command/changes.ts';
import { findRunBy } from './runs/command/find-run.ts';
import { parseStart } from './runs/command/parse-start.ts';
import { describeRun } from './runs/command/run-lines.ts';
import { watchRun } from './runs/command/watch-run.ts';

const usage = `Usage:
  npm run generate -- models                     show the models, and what those lack that cannot be asked here
  npm run generate -- start <model> <dataset>    let a model explain the images of a dataset
      --fold <0–3>          only images of this fold
      --limit <n>           only this many, the first ones by hash
      --title <text>        what the run is called
      --max-tokens <n>, --temperature <t>, --top-p <p>, --seed <n>
                            in place of what the model's manifest says
      --watch               and watch it
  npm run generate -- list                       show all runs
  npm run generate -- watch <run>                show how a run goes on, until it has ended
  npm run generate -- pause <run>                take no more images; those in flight are finished
  npm run generate -- resume <run>               go on with a paused or failed run
  npm run generate -- cancel <run>               stop for good; what is explained stays
  npm run generate -- retry <run>                try the failed images again
  npm run generate -- failures <run>             show images without an explanation, each with the reason

A run is named by its id, or as much of its beginning as no other has.
It speaks to the inference service of a running \`npm start\`; for another, INFERENCE_URL says where it listens and
MAINTAINER_TOKEN is its maintainers' token.`;

endWithPipe();
process.exitCode = await main(process.argv.slice(2));

async function main([command, ...rest]: string[]): Promise<number> {
  const [argument] = rest;
  try {
    if (command === 'models') return await models(clientOptions());
    if (command === 'list') return await list(clientOptions());
    if (command === 'start') return await start(rest, clientOptions());
    if (argument !== undefined && rest.length === 1) {
      if (command === 'watch') return await watch(await runOf(argument), clientOptions());
      if (command === 'failures') return await failures(await runOf(argument), clientOptions());
      const operation = Object.entries(changes).find(([verb]) => verb === command)?.[1];
      if (operation) {
        const params = { run: (await runOf(argument)).id };
        console.log(describeRun(await call(operation, { params }, clientOptions())));
        return 0;
      }
    }
    console.error(usage);
    return 2;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    if (error instanceof ServiceProblem)
      for (const { path, message } of error.problem.errors ?? []) console.error(`  ${path}: ${message}`);
    return 1;
  }
}

function clientOptions(): ClientOptions {
  const env = readGenerateCommandEnv();
  return { baseUrl: env.INFERENCE_URL, token: env.MAINTAINER_TOKEN };
}

function runOf(beginning: string): Promise<inference.Run> {
  return findRunBy(beginning, clientOptions());
}

async function start(args: string[], options: ClientOptions): Promise<number> {
  const { run: asked, watch: watching } = parseStart(args);
  const run = await call(inference.startRun, { body: asked }, options);
  console.log(describeRun(run));
  return watching ? watch(run, options) : 0;
}

async function watch(run: inference.Run, options: ClientOptions): Promise<number> {
  const left = new AbortController();
  process.once('SIGINT', () => left.abort());
  const ended = await watchRun(run.id, options, showProgress(process.stderr), left.signal);
  if (!ended) {
    console.error(`The run goes on; \`npm run generate -- watch ${run.id}\` shows it again.`);
    return 130;
  }
  console.log(describeRun(ended));
  if (ended.counts.failed > 0)
    console.error(`\`npm run generate -- failures ${run.id}\` says why they failed.`);
  return ended.state === 'finished' ? 0 : 1;
}

async function list(options: ClientOptions): Promise<number> {
  const { runs } = await call(inference.listRuns, { query: {} }, options);
  for (const run of runs) console.log(describeRun(run));
  if (runs.length === 0) console.log('There are no runs.');
  return 0;
}

async function failures({ id }: inference.Run, options: ClientOptions): Promise<number> {
  const limit = 500;
  for (let after: string | undefined; ;) {
    const query = { limit, ...(after !== undefined && { after }) };
    const page = await call(inference.listFailures, { params: { run: id }, query }, options);
    for (const { path, attempts, reason } of page.failures)
      console.log(`${path}: ${reason}${attempts > 1 ? ` (tried ${attempts} times)` : ''}`);
    after = page.failures.at(-1)?.sha256;
    if (page.failures.length < limit) return 0;
  }
}

async function models(options: ClientOptions): Promise<number> {
  const { models: found, refused } = await call(inference.listModels, {}, options);
  for (const { slug, name, availability } of found)
    console.log(`${slug}: ${name} — ${availability.ready ? 'ready' : availability.reason}`);
  for (const { file, problems } of refused)
    console.error(`${file} cannot be read:\n  ${problems.join('\n  ')}`);
  return 0;
}
