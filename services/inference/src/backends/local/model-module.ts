import { serveProtocol } from '../process/serve-protocol.ts';
import { modelProtocol } from './model-protocol.ts';
import { openModel } from '../../../../../packages/vlm-onnx/src/open-model.ts';

// A model in a thread or process of its own. It has one cache and answers one question after another.
serveProtocol(modelProtocol, async (setup) => {
  const model = await openModel(setup);
  let last: Promise<unknown> = Promise.resolve();
  return {
    ready: model.details,
    answer(question, { signal, tell }) {
      const answer = last.then(async () => {
        signal.throwIfAborted();
        const { text, truncated, ids } = await model.answer(question, {
          signal,
          onText: tell,
          onProgress: () => tell(''),
        });
        return { text, truncated, tokens: ids.length };
      });
      last = answer.catch(() => {});
      return answer;
    },
  };
});
