import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Command } from '@commander-js/extra-typings';
import { arena, call, inference, ServiceProblem } from '@fakexplain/contract';
import { z } from 'zod';
import { root } from '../command.ts';
import { readServiceAddress } from '../env.ts';
import { addExamples, number } from '../define-command.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { Perform, Session, Task } from '../session.ts';

const folder = join(root, 'demo');
const model = 'fakexplainer-tiny-demo';
/** Slug of the dataset and of the study, title of the model's run. */
const demo = 'demo';

export function addDemoCommands(program: Command, perform: Perform): void {
  const group = program
    .command('demo')
    .summary('bring in the demo, as the first `npm start` does')
    .description(
      'Brings in the demo with the commands that anyone uses, each shown before it runs. What is there is left alone.',
    )
    .action(() => perform(bringIn, {}));
  const draw = group
    .command('draw')
    .description('Draw a dataset like the demo’s into a folder, for training.')
    .argument('<folder>')
    .option('--seed <n>', 'other images', number(z.int()), 1)
    .action((directory, { seed }) => perform(drawDataset, { directory, seed }));
  addExamples(draw, { 'demo draw images --seed 2': 'images that no demo shows' });
  addExamples(group, {
    demo: 'into the running `npm start`',
    'demo draw images --seed 2': 'more of its kind',
  });
}

const bringIn: Task<object> = async (_, session) => {
  const opened = (await statusOfStudy()) !== null;
  if (!opened) {
    for (const words of await imports()) {
      const code = await type(words, session);
      // Rows are refused where an older version of the demo is there in part; the rest is in.
      if (code !== exitCodes.done && code !== exitCodes.partial) return code;
    }
  }
  const explained = await explain(session);
  if (!explained) {
    console.error(`!! The demo’s model, ${model}, did not run: see above.`);
    console.error(
      '!! The demo goes on without it. The next start tries again; a study that is open stays as it is.',
    );
  }
  const status = await statusOfStudy();
  if (status === null) {
    const without = explained ? [] : ['--without', model];
    const code = await type(['study', 'create', path('study.yaml'), ...without], session);
    if (code !== exitCodes.done) return code;
  }
  if (status === null || status === 'draft') return type(['study', 'open', demo], session);
};

const path = (name: string) => relative(process.cwd(), join(folder, name));

async function imports(): Promise<string[][]> {
  const files = (await readdir(join(folder, 'explanations'))).toSorted();
  return [
    ['import', 'fakexplained', path('annotations.jsonl'), '--manifest', path('manifest.yaml')],
    ...files.map((file) => ['import', 'explanations', path(`explanations/${file}`), '--dataset', demo]),
  ];
}

/** Runs a command as if a person had typed it. */
function type(words: string[], { run }: Session): Promise<ExitCode> {
  console.log(`$ fakexplain ${words.join(' ')}`);
  return run(words);
}

async function statusOfStudy(): Promise<arena.Study['status'] | null> {
  try {
    return (await call(arena.readStudy, { params: { study: demo } }, readServiceAddress('ARENA_URL'))).status;
  } catch (error) {
    if (error instanceof ServiceProblem && error.slug === 'not-found') return null;
    throw error;
  }
}

/** Lets the demo's model explain its images, or goes on where that was left. @returns whether it has explained any */
async function explain(session: Session): Promise<boolean> {
  const before = await findRun();
  if (before === undefined) await type(['run', 'start', model, demo, '--title', demo, '--watch'], session);
  else if (before.state !== 'finished') {
    if (before.state !== 'running') await type(['run', 'resume', before.id], session);
    await type(['run', 'watch', before.id], session);
  }
  const run = await findRun();
  return run?.state === 'finished' && run.counts.explained > 0;
}

async function findRun(): Promise<inference.Run | undefined> {
  const query = { model, dataset: demo };
  const { runs } = await call(inference.listRuns, { query }, readServiceAddress('INFERENCE_URL'));
  return runs.find(({ title }) => title === demo);
}

const drawDataset: Task<{ directory: string; seed: number }> = async ({ directory, seed }, { progress }) => {
  const { generateDemo } = await import('@fakexplain/demo/draw/generate.ts');
  const onProgress = (done: number, total: number) => progress.update(() => `${done} of ${total} images`);
  const { images, defects, standIns } = await generateDemo({ seed, directory, onProgress });
  progress.end();
  console.log(`${images} images, ${defects} defects, ${standIns} stand-in sources in ${directory}`);
};
