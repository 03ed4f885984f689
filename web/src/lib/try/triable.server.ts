import { call, inference, orErrorPage, toInference } from '#lib/server/services.ts';
import { trialImageBytes } from './ask-model.server.ts';
import { readSamples } from './samples.server.ts';

/** Models that can be asked now. */
export async function readTriable(): Promise<inference.TriableModel[]> {
  return (await orErrorPage(call(inference.listTriableModels, {}, toInference()))).models;
}

/** What the form of trials offers. */
export async function readOffer() {
  const [models, samples] = await Promise.all([readTriable(), readSamples()]);
  return { models, samples, limit: trialImageBytes };
}
