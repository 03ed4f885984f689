import type { Command } from '@commander-js/extra-typings';
import { call, type ClientOptions, inference } from '@fakexplain/contract';
import { readServiceAddress } from '../../env.ts';
import { addExamples } from '../../define-command.ts';
import type { Perform, Task } from '../../session.ts';
import { describeRun } from './run-lines.ts';
import { addStartCommand } from './start.ts';
import { watch } from './watch-run.ts';
import { Refused } from '../../exit-codes.ts';

export function addRunCommands(program: Command, perform: Perform): void {
  const group = program
    .command('run')
    .summary('let models explain datasets: start, pause, resume, cancel, retry, watch')
    .description(
      `Lets models explain the images of datasets, through the inference service of a running \`npm start\`; for another,
INFERENCE_URL says where it listens and FAKEXPLAIN_API_KEY is an API key of yours.
A run is named by its id, or as much of its beginning as no other has.`,
    );
  const models = group
    .command('models')
    .description('Show the models, and what those lack that cannot be asked here.')
    .action(() => perform(listModels, {}));
  addExamples(models, { 'run models': 'all of them' });
  addStartCommand(group, perform);
  const list = group
    .command('list')
    .description('Show all runs.')
    .action(() => perform(listRuns, {}));
  addExamples(list, { 'run list': 'all of them' });

  const ofRun = (verb: string, what: string, task: Task<{ run: string }>) => {
    const command = group
      .command(verb)
      .description(what)
      .argument('<run>', 'its id, or the beginning of it')
      .action((run) => perform(task, { run }));
    addExamples(command, { [`run ${verb} 1f3a9c2e`]: 'the run whose id begins so' });
  };
  ofRun('watch', 'Show how a run goes on, until it has ended.', async ({ run }, session) =>
    watch((await findRunBy(run, service())).id, service(), session),
  );
  ofRun('pause', 'Take no more images; those in flight are finished.', change(inference.pauseRun));
  ofRun('resume', 'Go on with a paused or failed run.', change(inference.resumeRun));
  ofRun('cancel', 'Stop for good; what is explained stays.', change(inference.cancelRun));
  ofRun('retry', 'Try the failed images again.', change(inference.retryRun));
  ofRun('failures', 'Show images without an explanation, each with the reason.', listFailures);
  addExamples(group, {
    'run start legion fakexplained --watch': 'start a run and watch it',
    'run pause 1f3a9c2e': 'take no more images; `run resume` goes on',
  });
}

const service = () => readServiceAddress('INFERENCE_URL');

type Change = (typeof inference)['pauseRun' | 'resumeRun' | 'cancelRun' | 'retryRun'];

const change =
  (operation: Change): Task<{ run: string }> =>
  async ({ run }) => {
    const params = { run: (await findRunBy(run, service())).id };
    console.log(describeRun(await call(operation, { params }, service())));
  };

const listRuns: Task<object> = async () => {
  const { runs } = await call(inference.listRuns, { query: {} }, service());
  for (const run of runs) console.log(describeRun(run));
  if (runs.length === 0) console.log('There are no runs.');
};

const listFailures: Task<{ run: string }> = async ({ run }) => {
  const { id } = await findRunBy(run, service());
  const limit = 500;
  for (let after: string | undefined; ;) {
    const query = { limit, ...(after !== undefined && { after }) };
    const page = await call(inference.listFailures, { params: { run: id }, query }, service());
    for (const { path, attempts, reason } of page.failures)
      console.log(`${path}: ${reason}${attempts > 1 ? ` (tried ${attempts} times)` : ''}`);
    after = page.failures.at(-1)?.sha256;
    if (page.failures.length < limit) return;
  }
};

const listModels: Task<object> = async () => {
  const { models, refused } = await call(inference.listModels, {}, service());
  for (const { slug, name, availability } of models)
    console.log(`${slug}: ${name} — ${availability.ready ? 'ready' : availability.reason}`);
  for (const { file, problems } of refused)
    console.error(`${file} cannot be read:\n  ${problems.join('\n  ')}`);
};

/**
 * The run whose id begins as said.
 * @throws Refused where there is none, or more than one
 */
async function findRunBy(beginning: string, options: ClientOptions): Promise<inference.Run> {
  const { runs } = await call(inference.listRuns, { query: {} }, options);
  const found = runs.filter(({ id }) => id.startsWith(beginning.toLowerCase()));
  const [run] = found;
  if (!run)
    throw new Refused(`There is no run whose id begins with ${beginning}; \`run list\` shows them all.`);
  if (found.length > 1)
    throw new Refused(`${found.length} runs have ids that begin with ${beginning}: write more of it.`);
  return run;
}
