import { CheckpointError, openModel } from '@fakexplain/vlm-onnx';
import { ModelFailure } from '../backend.ts';
import { serveProtocol } from '../process/serve-protocol.ts';
import { modelProtocol } from './model-protocol.ts';

// A model in a thread or process of its own. It answers one question after another.
serveProtocol(modelProtocol, async ({ checkpoint, ...options }, { onStep }) => {
  const model = await openModel(checkpoint, { ...options, onStep }).catch((error: unknown) => {
    // Another provider could not open it either, which is for the service to know.
    if (error instanceof CheckpointError) return error;
    throw error;
  });
  if (model instanceof CheckpointError) {
    const { message } = model;
    return {
      ready: { refused: message },
      answer: () => Promise.reject(new ModelFailure('model', message)),
    };
  }
  let last: Promise<unknown> = Promise.resolve();
  return {
    ready: model.about,
    answer(question, { signal, tell }) {
      const answer = last.then(async () => {
        signal.throwIfAborted();
        const hooks = { signal, onText: tell, onProgress: () => tell('') };
        const { text, truncated, ids } = await model.answer(question, hooks);
        return { text, truncated, tokens: ids.length };
      });
      last = answer.catch(() => {});
      return answer;
    },
  };
});
