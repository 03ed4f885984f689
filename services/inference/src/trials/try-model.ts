import type { inference } from '@fakexplain/contract';
import { parseExplanation } from '@fakexplain/explanation';
import { ModelFailure, type Backend, type ModelRequest } from '../backends/backend.ts';
import { readAnswer } from '../backends/read-answer.ts';
import type { Manifest } from '../models/manifest-schema.ts';

export interface TrialListener {
  /** Awaited before the next one, so that a slow reader gets more at a time and not more of them. */
  onText(said: inference.TrialText): Promise<void>;
  signal: AbortSignal;
}

/**
 * Has a model explain one image, telling what it writes as it does.
 * @throws ModelFailure; the signal's reason when aborted
 */
export async function tryModel(
  manifest: Manifest,
  backend: Backend,
  image: ModelRequest,
  { onText, signal }: TrialListener,
): Promise<inference.TrialAnswer> {
  const { width, height } = image;
  const writing = textTeller(manifest, image, onText);
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

/** Tells what was written since it last told, with all of it read so far; one telling at a time. */
function textTeller(
  { reading }: Manifest,
  image: { width: number; height: number },
  tell: (said: inference.TrialText) => Promise<void>,
) {
  let whole = '';
  let untold = '';
  let telling: Promise<void> | null = null;
  const tellAll = async (settings: NonNullable<Manifest['reading']>) => {
    while (untold !== '') {
      const text = untold;
      untold = '';
      const { verdict, tags, reasoning, regions } = parseExplanation(whole, {
        ...settings,
        image,
      }).explanation;
      await tell({ text, explanation: { verdict, tags, reasoning, regions } });
    }
    telling = null;
  };
  return {
    add: (piece: string) => {
      whole += piece;
      untold += piece;
      if (reading) telling ??= tellAll(reading);
    },
    end: async () => {
      await telling;
    },
  };
}
