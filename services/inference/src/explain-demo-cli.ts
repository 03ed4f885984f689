// Has the demo's model explain the demo's images. Needs INFERENCE_URL and MAINTAINER_TOKEN; the demo dataset must have
// been imported, and a worker must be up.
import { showProgress } from '@fakexplain/service-kit';
import { readGenerateCommandEnv } from './env.ts';
import { explainDemo } from './runs/command/explain-demo.ts';

const progress = showProgress(process.stdout);
try {
  const env = readGenerateCommandEnv();
  const options = { baseUrl: env.INFERENCE_URL, token: env.MAINTAINER_TOKEN };
  const worked = await explainDemo(options, progress);
  progress.end();
  if (worked) console.log('The demo’s model has explained the demo’s images');
} catch (error) {
  progress.end();
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
