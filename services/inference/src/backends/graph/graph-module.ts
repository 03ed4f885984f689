/*
 * A graph in a thread or process of its own: collects prepared images into batches, runs, reads the outputs. The run holds its
 * thread, so that decoding and preparing are done in others meanwhile.
 */
import { encodeMask } from '@fakexplain/explanation';
import { startThreads } from '@fakexplain/service-kit/threads';
import { ModelFailure } from '../backend.ts';
import { serveProtocol } from '../process/serve-protocol.ts';
import { graphProtocol } from './graph-protocol.ts';
import { openSession, type GraphResult } from './graph-session.ts';
import { MicroBatches } from './micro-batches.ts';
import { readMask } from './output/read-mask.ts';
import { readProbability } from './output/read-probability.ts';
import { prepareFileTask } from './preprocess/prepare-file.ts';
import type { Prepared } from './preprocess/prepare.ts';

serveProtocol(graphProtocol, async ({ file, provider, graph }) => {
  const session = await openSession(file, graph, provider);
  const threads = startThreads();
  const batches = new MicroBatches<Prepared, GraphResult>({
    most: session.batch,
    keyOf: ({ width, height }) => `${width} × ${height}`,
    run: (images) => session.run(images),
  });
  const { input, preprocess } = graph;
  const { probability, mask } = graph.output;
  return {
    ready: { batch: session.batch },
    async answer({ bytes, ...original }, { signal }) {
      let prepared: Prepared | undefined;
      const preparing = async (): Promise<Prepared> => {
        const made = await threads.run(prepareFileTask, { bytes, known: original, input, preprocess });
        if ('refused' in made) throw new ModelFailure('image', made.refused);
        prepared = made;
        return made;
      };
      const result = await batches.submit(preparing(), signal);
      return {
        probability:
          probability && result.probability ? readProbability(result.probability, probability) : null,
        mask:
          mask && result.mask && prepared
            ? encodeMask(
                readMask(result.mask, mask, { original, input: prepared, placement: prepared.placement }),
              )
            : null,
      };
    },
    async close() {
      await threads.close();
      await session.close();
    },
  };
});
