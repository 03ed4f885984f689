import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { supervise } from '../process/supervise.ts';
import golden from './golden/tiny-detector.json' with { type: 'json' };
import { graphProtocol } from './graph-protocol.ts';
import { graphBackendSchema } from './settings.ts';

vi.setConfig({ testTimeout: 60_000 });

test('a process that dies while it works fails what is under way as passing, and is started again', async () => {
  const graph = graphBackendSchema.parse({
    kind: 'graph',
    file: 'tiny-detector.onnx',
    preprocess: [{ do: 'resize', size: [32, 24], resample: 'bilinear' }],
    output: { probability: { as: 'sigmoid' } },
  });
  const model = await supervise(graphProtocol, {
    module: new URL('../../testing/crash-on-second-module.ts', import.meta.url),
    as: 'process',
    settings: { file: join(import.meta.dirname, 'golden', graph.file), provider: 'cpu', graph },
    stuckAfter: 60,
  });
  try {
    const [one] = golden;
    if (!one) throw new Error('not an image');
    const [width = 0, height = 0] = one.size;
    const request = { bytes: Buffer.from(one.file, 'base64'), width, height };
    const before = await model.ask(request);
    const died = { fault: 'passing', message: expect.stringContaining('ended with SIGKILL') };
    await expect(model.ask(request)).rejects.toMatchObject(died);
    await expect(model.ask(request)).resolves.toEqual(before);
  } finally {
    await model.close();
  }
});
