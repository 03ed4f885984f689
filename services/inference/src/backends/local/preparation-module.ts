import { serveProtocol } from '../process/serve-protocol.ts';
import { prepareCheckpoint } from '../../../../../packages/vlm-onnx/src/convert/prepare-checkpoint.ts';
import { preparationProtocol } from './preparation-protocol.ts';

// Hashing and converting gigabytes, apart from the thread that answers requests.
serveProtocol(preparationProtocol, async (preparation, { onStep }) => ({
  ready: await prepareCheckpoint(preparation, onStep),
  answer: () => Promise.reject(new TypeError('there is nothing to ask')),
}));
