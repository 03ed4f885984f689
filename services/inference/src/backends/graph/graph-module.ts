/* A graph in a thread or process of its own: decodes, prepares, collects into batches, runs, reads the outputs. */
import { encodeMask, type ImageSize } from '@fakexplain/explanation';
import { decodeRgb } from '@fakexplain/vlm-onnx/decode-rgb';
import { ModelFailure } from '../backend.ts';
import { serveProtocol } from '../process/serve-protocol.ts';
import { graphProtocol } from './graph-protocol.ts';
import { openSession, type GraphResult } from './graph-session.ts';
import { MicroBatches } from './micro-batches.ts';
import { readMask } from './output/read-mask.ts';
import { readProbability } from './output/read-probability.ts';
import { prepare, type Prepared } from './preprocess/prepare.ts';

serveProtocol(graphProtocol, async ({ file, provider, graph }) => {
  const session = await openSession(file, graph, provider);
  const batches = new MicroBatches<Prepared, GraphResult>({
    most: session.batch,
    keyOf: ({ width, height }) => `${width} × ${height}`,
    run: (images) => session.run(images),
  });
  const { probability, mask } = graph.output;
  return {
    ready: { batch: session.batch },
    async answer({ bytes, ...original }, { signal }) {
      let prepared: Prepared | undefined;
      const preparing = async (): Promise<Prepared> => {
        prepared = prepare(await decodeAs(bytes, original), graph);
        return prepared;
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
    close: () => session.close(),
  };
});

async function decodeAs(bytes: Uint8Array, { width, height }: ImageSize) {
  const image = await decodeRgb(bytes);
  if (image.width === width && image.height === height) return image;
  const [found, known] = [`${image.width} × ${image.height}`, `${width} × ${height}`];
  throw new ModelFailure('image', `the image has ${found} pixels, but is known with ${known}`);
}
