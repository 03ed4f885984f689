import type { inference } from '@fakexplain/contract';
import { parseExplanation } from '@fakexplain/explanation';
import { ModelFailure, type Backend, type ModelRequest } from '../backends/backend.ts';
import { readAnswer } from '../backends/read-answer.ts';
import type { Manifest } from '../models/manifest-schema.ts';

export interface TrialListener {
  /** Awaited before the next call, so that a slow reader gets longer pieces and not more of them. */
  onText(said: inference.TrialText): Promise<void>;
  signal: AbortSignal;
}

/**
 * Has a model explain one image, and passes its text on while it is written.
 * @throws ModelFailure; the signal's reason when aborted
 */
export async function tryModel(
  manifest: Manifest,
  backend: Backend,
  image: ModelRequest,
  { onText, signal }: TrialListener,
): Promise<inference.TrialAnswer> {
  const { width, height } = image;
  const writing = textSender(manifest, image, onText);
  const began = performance.now();
  const answer = await backend.generate(image, { signal, onText: writing.add });
  const seconds = (performance.now() - began) / 1_000;
  await writing.end();
  try {
    const { explanation, parseStatus, parseProblems, raw } = readAnswer(answer, manifest, { width, height });
    const { verdict, tags, reasoning, regions, probability } = explanation;
    return {
      width,
      height,
      explanation: { verdict, tags, reasoning, regions, probability },
      text: raw?.text ?? null,
      status: parseStatus,
      problems: parseProblems,
      truncated: answer.kind === 'text' && answer.truncated,
      tokens: answer.kind === 'text' ? answer.tokens : null,
      seconds,
    };
  } catch (error) {
    throw new ModelFailure('image', `the answer cannot be read: ${String(error)}`, error);
  }
}

/** Sends the text written since the last call, with the whole text parsed so far; one call at a time. */
function textSender(
  { reading }: Manifest,
  image: { width: number; height: number },
  send: (said: inference.TrialText) => Promise<void>,
) {
  let whole = '';
  let unsent = '';
  let sending: Promise<void> | null = null;
  const sendAll = async (settings: NonNullable<Manifest['reading']>) => {
    while (unsent !== '') {
      const text = unsent;
      unsent = '';
      const { verdict, tags, reasoning, regions } = parseExplanation(whole, {
        ...settings,
        image,
      }).explanation;
      await send({ text, explanation: { verdict, tags, reasoning, regions } });
    }
    sending = null;
  };
  return {
    add: (piece: string) => {
      whole += piece;
      unsent += piece;
      if (reading) sending ??= sendAll(reading);
    },
    end: async () => {
      await sending;
    },
  };
}
