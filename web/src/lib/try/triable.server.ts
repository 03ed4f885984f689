import { call, inference, orErrorPage, toInference } from '#lib/server/services.ts';
import { trialImageBytes } from './ask-model.server.ts';
import { readSamples } from './samples.server.ts';
import type { TriedModel } from './trial.ts';

/** Models that can be asked now. */
export async function readTriable(): Promise<TriedModel[]> {
  const { models } = await orErrorPage(call(inference.listModels, {}, toInference()));
  return models
    .filter(({ availability, backend }) => availability.ready && backend !== 'predictions')
    .map(({ slug, name, task, demo }) => ({ slug, name, task, demo }));
}

/** What the form of trials offers. */
export async function readOffer() {
  const [models, samples] = await Promise.all([readTriable(), readSamples()]);
  return { models, samples, limit: trialImageBytes };
}
