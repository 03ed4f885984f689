import type { inference } from '@fakexplain/contract';
import { serialiseExplanation, type Explanation } from '@fakexplain/explanation';
import type { Backend, GenerateOptions, ModelAnswer, ModelRequest } from '../backends/backend.ts';
import type { ModelToOpen, OpenModel } from '../backends/open-model.ts';

export const provenance: inference.Provenance = {
  provider: 'scripted',
  versions: { script: '1' },
  checkpoint: [],
  details: {},
};

/** What a sound model says of an image: its hash stands in the description, so that answers tell images apart. */
export function saying({ sha256, width, height }: ModelRequest): ModelAnswer {
  const explanation: Explanation = {
    verdict: 'generated',
    probability: null,
    tags: ['texture'],
    reasoning: '',
    regions: [{ box: [0, 0, width / 2, height / 2], description: `odd ${sha256}` }],
  };
  const image = { width, height };
  const text = serialiseExplanation(explanation, { grammar: 'plain', space: 'original', image });
  return { kind: 'text', text, truncated: false, tokens: 7, probability: null };
}

export interface Script {
  concurrency?: number;
  /** Called at each opening, before it succeeds. */
  onOpen?: (model: ModelToOpen) => Promise<void> | void;
  answer?: (request: ModelRequest, options: GenerateOptions) => Promise<ModelAnswer> | ModelAnswer;
}

/** Models that answer as a script says, and keep count. */
export function scriptedModels({ concurrency = 2, onOpen, answer = saying }: Script = {}) {
  const asked: string[] = [];
  const counts = { opened: 0, closed: 0, inFlight: 0, mostInFlight: 0 };
  const openModel: OpenModel = async (model) => {
    await onOpen?.(model);
    counts.opened += 1;
    const backend: Backend = {
      provenance,
      concurrency,
      async generate(request, options = {}) {
        asked.push(request.sha256);
        counts.inFlight += 1;
        counts.mostInFlight = Math.max(counts.mostInFlight, counts.inFlight);
        try {
          return await answer(request, options);
        } finally {
          counts.inFlight -= 1;
        }
      },
      close: async () => {
        counts.closed += 1;
      },
    };
    return backend;
  };
  return { openModel, asked, counts };
}

/** Settles when the signal is aborted, as a well-behaved backend in the middle of an image does. */
export const untilAborted = (signal: AbortSignal | undefined) =>
  new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
