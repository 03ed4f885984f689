import { randomUUID } from 'node:crypto';
import type { Command } from '@commander-js/extra-typings';
import { showProgress } from '@fakexplain/service-kit';
import { z } from 'zod';
import { readServiceAddress } from '../../env.ts';
import { addExamples } from '../../examples.ts';
import { number } from '../../option-values.ts';
import type { Perform, Task } from '../../session.ts';
import { explainDemo } from './explain-demo.ts';

export function addDemoCommands(program: Command, perform: Perform): void {
  const group = program
    .command('demo')
    .summary('make the demo, step by step, as the first `npm start` does')
    .description('Makes the demo, step by step, as the first `npm start` does. What is there is left alone.');
  const dataset = group
    .command('import')
    .description('Draw the demo’s images and bring them in with their explanations.')
    .action(() => perform(importDataset, {}));
  const explain = group
    .command('explain')
    .description('Let the demo’s model explain the demo’s images; a worker must be up.')
    .action(() => perform(explainImages, {}));
  const study = group
    .command('study')
    .description('Make and open the demo’s study.')
    .action(() => perform(makeStudy, {}));
  const draw = group
    .command('draw')
    .description('Draw a dataset as the demo’s, into a folder: for training.')
    .argument('<folder>')
    .option('--seed <n>', 'other pictures', number(z.int()), 1)
    .action((directory, { seed }) => perform(drawDataset, { directory, seed }));
  addExamples(dataset, { 'demo import': 'into the database of `npm start`' });
  addExamples(explain, { 'demo explain': 'with the model that comes with this project' });
  addExamples(study, { 'demo study': 'once the dataset is there' });
  addExamples(draw, { 'demo draw pictures --seed 2': 'pictures that no demo shows' });
  addExamples(group, { 'demo import': 'the dataset', 'demo study': 'the study' });
}

const importDataset: Task<object> = async () => {
  const { openStores } = await import('../../open-stores.ts');
  const { importDemo } = await import('@fakexplain/catalog/demo-import/import-demo.ts');
  const stores = await openStores({ role: 'fakexplain_catalog', applicationName: 'fakexplain demo' });
  try {
    await importDemo({ ...stores, say: (line) => console.log(line) });
  } finally {
    await stores.close();
  }
};

const explainImages: Task<object> = async () => {
  // `npm start` shows what this prints, and takes stderr for the reason of a failure.
  const progress = showProgress(process.stdout);
  const worked = await explainDemo(readServiceAddress('INFERENCE_URL'), progress);
  progress.end();
  if (worked) console.log('The demo’s model has explained the demo’s images');
};

const makeStudy: Task<object> = async () => {
  const { openDatabase } = await import('../../open-stores.ts');
  const { ensureDemoStudy } = await import('@fakexplain/arena/demo-study.ts');
  const { db, sql, close } = await openDatabase({
    role: 'fakexplain_arena',
    applicationName: 'fakexplain demo',
  });
  try {
    const made = await ensureDemoStudy({ db, sql, clock: () => new Date(), newId: randomUUID });
    console.log(made ? 'Opened the demo study' : 'The demo study is there');
  } finally {
    await close();
  }
};

const drawDataset: Task<{ directory: string; seed: number }> = async ({ directory, seed }, { progress }) => {
  const { generateDemo } = await import('@fakexplain/demo/draw/generate.ts');
  const onProgress = (done: number, total: number) => progress.update(() => `${done} of ${total} pictures`);
  const { images, defects, standIns } = await generateDemo({ seed, directory, onProgress });
  progress.end();
  console.log(`${images} images, ${defects} defects, ${standIns} stand-in sources in ${directory}`);
};
