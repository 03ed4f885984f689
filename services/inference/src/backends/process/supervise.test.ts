import { afterEach, describe, expect, test, vi } from 'vitest';
import type { z } from 'zod';
import { scriptedProtocol } from '../../testing/scripted-protocol.ts';
import type { ModuleOptions } from './run-module.ts';
import { supervise, type Supervised } from './supervise.ts';

type Answer = z.infer<typeof scriptedProtocol.answer>;
type Scripted = Supervised<
  z.infer<typeof scriptedProtocol.ready>,
  z.infer<typeof scriptedProtocol.request>,
  number,
  Answer
>;
type Options = ModuleOptions<z.infer<typeof scriptedProtocol.settings>>;

vi.setConfig({ testTimeout: 60_000 });

const module = new URL('../../testing/scripted-module.ts', import.meta.url);
const opened: Scripted[] = [];
afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));

describe.each(['thread', 'process'] as const)('as a %s', (as) => {
  async function open(options: Partial<Options> = {}): Promise<Scripted> {
    const settings = { name: 'scripted', opening: 'well' } as const;
    const one = await supervise(scriptedProtocol, { module, as, settings, stuckAfter: 60, ...options });
    opened.push(one);
    return one;
  }

  test('opens, says its steps, and answers several requests at once', async () => {
    const steps: string[] = [];
    const model = await open({ onStep: (step) => steps.push(step) });
    expect(steps).toEqual(['starting']);
    expect(model.ready.name).toBe('scripted');
    expect(model.ready.pid === process.pid).toBe(as === 'thread');
    const values = [1, 2, 3].map((value) => Float32Array.of(value, 0.5));
    const answers = await Promise.all(values.map((values) => model.ask({ order: 'double', values })));
    expect(answers.map(({ values }) => [...values])).toEqual([
      [2, 1],
      [4, 1],
      [6, 1],
    ]);
  });

  test('tells events in order, before the answer', async () => {
    const model = await open();
    const events: number[] = [];
    await model.ask({ order: 'count' }, { onEvent: (event) => events.push(event) });
    expect(events).toEqual([0, 1, 2]);
  });

  test('hands on whose fault a failure is, and goes on answering', async () => {
    const model = await open();
    await expect(model.ask({ order: 'refuse' })).rejects.toMatchObject({
      fault: 'image',
      message: 'too dark',
    });
    await expect(model.ask({ order: 'break' })).rejects.toMatchObject({
      fault: 'passing',
      message: 'not a function',
    });
    await expect(model.ask({ order: 'double' })).resolves.toMatchObject({ cancelled: 0 });
  });

  test('fails what is under way when it crashes, and starts again for the next', async () => {
    const model = await open();
    const before = model.ready.pid;
    const [other, crash] = await Promise.allSettled([
      model.ask({ order: 'silence' }),
      model.ask({ order: 'crash' }),
    ]);
    const said = as === 'process' ? /crashed: .*ended with 9: out of everything/ : /crashed: .*ended with 9/;
    for (const one of [other, crash])
      expect(one).toMatchObject({
        reason: { fault: 'passing', message: expect.stringMatching(said) },
      });
    const answers = await Promise.all([model.ask({ order: 'double' }), model.ask({ order: 'double' })]);
    expect(answers).toHaveLength(2);
    if (as === 'process') expect(model.ready.pid).not.toBe(before);
  });

  test('ends it when it is silent for too long, and starts again', async () => {
    const model = await open({ stuckAfter: 1 });
    await expect(model.ask({ order: 'silence' })).rejects.toMatchObject({
      fault: 'passing',
      message: 'the model was silent for 1 s and was ended',
    });
    await expect(model.ask({ order: 'double' })).resolves.toBeDefined();
  });

  test('stops waiting for an aborted request, and tells the module', async () => {
    const model = await open();
    const controller = new AbortController();
    const asked = model.ask({ order: 'silence' }, { signal: controller.signal });
    controller.abort(new Error('changed my mind'));
    await expect(asked).rejects.toThrow('changed my mind');
    await expect(model.ask({ order: 'double' })).resolves.toMatchObject({ cancelled: 1 });
    await expect(model.ask({ order: 'double' }, { signal: AbortSignal.abort('gone') })).rejects.toBe('gone');
  });

  test('a message that the protocol does not allow ends it, as the model’s fault', async () => {
    const model = await open();
    await expect(model.ask({ order: 'nonsense' }, { onEvent: () => {} })).rejects.toMatchObject({
      fault: 'model',
      message: expect.stringContaining('scripted-module.ts said what its protocol does not allow'),
    });
  });

  test.each([
    ['refuse', 'model', /^no weights$/],
    ['refuse-image', 'passing', /^busy$/],
    ['crash', 'model', /ended with 7/],
  ] as const)('opening that goes wrong (%s) is said', async (opening, fault, message) => {
    const settings = { name: 'scripted', opening };
    await expect(open({ settings })).rejects.toMatchObject({
      fault,
      message: expect.stringMatching(message),
    });
  });

  test('an opening that never ends is stopped, by time or by signal', async () => {
    const settings = { name: 'scripted', opening: 'never' } as const;
    await expect(open({ settings, openWithin: 0.2 })).rejects.toMatchObject({
      fault: 'model',
      message: 'the model was not open within 0.2 s',
    });
    const controller = new AbortController();
    const opening = open({ settings, signal: controller.signal, onStep: () => controller.abort('stop') });
    await expect(opening).rejects.toBe('stop');
  });

  test('closing fails what is under way, and nothing is answered after', async () => {
    const model = await open();
    const asked = model.ask({ order: 'silence' });
    const failed = expect(asked).rejects.toMatchObject({ fault: 'passing' });
    await model.close();
    await failed;
    await expect(model.ask({ order: 'double' })).rejects.toMatchObject({ message: 'the model is closed' });
  });
});
