import type { Command } from '@commander-js/extra-typings';
import { call, inference } from '@fakexplain/contract';
import { readServiceAddress } from '../../env.ts';
import { addExamples, number, slug } from '../../define-command.ts';
import type { Perform, Task } from '../../session.ts';
import { describeRun } from './run-lines.ts';
import { watch } from './watch-run.ts';

export function addStartCommand(parent: Command, perform: Perform): void {
  const { fold, limit } = inference.newRunSchema.shape;
  const { maxTokens, temperature, topP, seed } = inference.decodingSchema.shape;
  const command = parent
    .command('start')
    .description('Let a model explain the images of a dataset.')
    .argument('<model>', 'its slug, as `run models` shows it', slug)
    .argument('<dataset>', 'its slug, as `dataset list` shows it', slug)
    .option('--fold <0–3>', 'only images of this fold', number(fold.unwrap()))
    .option('--limit <n>', 'only this many, the first ones by hash', number(limit.unwrap()))
    .option('--title <text>', 'what the run is called')
    .option('--max-tokens <n>', 'in place of what the model’s manifest says', number(maxTokens))
    .option('--temperature <t>', 'likewise', number(temperature))
    .option('--top-p <p>', 'likewise', number(topP))
    .option('--seed <n>', 'likewise', number(seed))
    .option('--watch', 'and watch it until it has ended', false)
    .action((model, dataset, { watch, fold, limit, title, ...decoding }) =>
      perform(startRun, { run: { model, dataset, fold, limit, title, decoding }, watch }),
    );
  addExamples(command, {
    'run start legion fakexplained --watch': 'all images, watched',
    'run start mine fakexplained --fold 2 --limit 50 --title second --seed 7': 'a part of them',
  });
}

const startRun: Task<{ run: inference.NewRun; watch: boolean }> = async (
  { run, watch: watching },
  session,
) => {
  const service = readServiceAddress('INFERENCE_URL');
  const started = await call(inference.startRun, { body: run }, service);
  console.log(describeRun(started));
  if (watching) return watch(started.id, service, session);
};
