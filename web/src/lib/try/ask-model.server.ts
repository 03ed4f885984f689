import { problemSchema } from '@fakexplain/contract';
import { readEvents } from '@fakexplain/contract/read-events';
import type { RequestEvent } from '@sveltejs/kit';
import { inference, send, ServiceProblem, ServiceUnreachable, toInferenceFor } from '#lib/server/services.ts';
import { logger } from '#lib/server/log.ts';
import { problemOf } from '#lib/server/problem-response.ts';
import { advance, beginTrial, brokenOff, type Step, type Trial } from './trial.ts';
import { decimal } from '#lib/words/numbers.ts';

/** Most bytes of an image, which every page of trials says. */
export const { trialImageBytes } = inference;

const schemas = {
  text: inference.trialTextSchema,
  answer: inference.trialAnswerSchema,
  problem: problemSchema,
};

/** One of the stream's events, parsed by the contract; undefined for one that it does not know. */
function stepOf(event: string, data: string): Step | undefined {
  if (event !== 'text' && event !== 'answer' && event !== 'problem') return undefined;
  const parsed = schemas[event].safeParse(JSON.parse(data));
  if (!parsed.success)
    throw new ServiceUnreachable(`tryModel: an event “${event}” is not what the contract says`, parsed.error);
  // The schema is the event's own.
  return { event, data: parsed.data } as Step;
}

async function* stepsOf(body: ReadableStream<Uint8Array>, requestId: string): AsyncGenerator<Step> {
  try {
    for await (const { event, data } of readEvents(body)) {
      const step = stepOf(event, data);
      if (!step) continue;
      yield step;
      if (event !== 'text') return;
    }
  } catch (cause) {
    logger.error({ requestId, err: cause }, 'the steps of a trial broke off');
  }
  yield brokenOff;
}

/**
 * Shows an image to a model; the steps of the trial come as the model writes, and the last one is an answer or a
 * problem.
 * @throws ServiceProblem where the image or the model is refused, ServiceUnreachable
 */
export async function openTrial(
  model: string,
  image: Uint8Array,
  visitor: RequestEvent,
): Promise<AsyncGenerator<Step>> {
  if (image.length > trialImageBytes)
    throw new ServiceProblem({
      type: '/problems/payload-too-large',
      title: 'The request is too large',
      status: 413,
      detail: `The image has ${decimal(image.length / 1_048_576, 1)} MiB; ${trialImageBytes / 1_048_576} MiB is the most.`,
    });
  const encoded = Buffer.from(image).toString('base64');
  const { body } = await send(
    inference.tryModel,
    { body: { model, image: encoded } },
    toInferenceFor(visitor),
  );
  if (!body) throw new ServiceUnreachable('tryModel: the answer has no body');
  return stepsOf(body, visitor.locals.requestId);
}

/** A whole trial, for who cannot watch it: ends answered or refused. */
export async function completeTrial(
  model: inference.TriableModel,
  image: Uint8Array,
  visitor: RequestEvent,
): Promise<Trial> {
  let trial = beginTrial(model);
  try {
    for await (const step of await openTrial(model.slug, image, visitor)) trial = advance(trial, step);
  } catch (cause) {
    trial = advance(trial, { event: 'problem', data: problemOf(cause) });
  }
  return trial;
}
