import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { inference } from '@fakexplain/contract';
import type { z } from 'zod';
import runtime from 'onnxruntime-node/package.json' with { type: 'json' };
import { hashFile } from '../../models/file-hashes.ts';
import { ModelFailure, type Backend, type ModelAnswer } from '../backend.ts';
import type { OpenOptions } from '../open-backend.ts';
import { supervise } from '../process/supervise.ts';
import { graphProtocol } from './graph-protocol.ts';
import type { GraphSettings } from './settings.ts';

const module = new URL('graph-module.ts', import.meta.url);

type Opening = Pick<OpenOptions, 'folder' | 'signal' | 'onStep'>;

/**
 * Opens a detector or segmenter. On the CPU it runs in a thread, on a GPU in a process, and is started again after a crash.
 * Answers are masks where the manifest has one (with the probability in addition where it has both), else probabilities.
 * @throws ModelFailure with the fault `model` where the file is missing or another than meant, none of the providers can
 * be had, or the graph is not what the manifest says; the signal's reason when aborted
 */
export async function openGraph(graph: GraphSettings, options: Opening): Promise<Backend> {
  const file = join(options.folder, graph.file);
  const checkpoint = await identify(file, graph, options);
  const { model, provider, passedOver } = await openFirst(file, graph, options);
  const { batch } = model.ready;
  return {
    provenance: {
      provider,
      versions: { 'onnxruntime-node': runtime.version, node: process.versions.node },
      checkpoint,
      details: { batch: String(batch), ...passedOver },
    },
    // One batch runs while the next is being decoded.
    concurrency: 2 * batch,
    async generate({ bytes, width, height }, { signal } = {}) {
      return answerOf(await model.ask({ bytes, width, height }, { signal }));
    },
    close: () => model.close(),
  };
}

function answerOf({ mask, probability }: z.output<typeof graphProtocol.answer>): ModelAnswer {
  if (mask) return { kind: 'mask', mask, probability };
  if (probability !== null) return { kind: 'probability', probability };
  throw new ModelFailure('model', 'the graph gave neither a mask nor a probability');
}

/** The first provider that can be had, and why those before it could not. */
async function openFirst(file: string, graph: GraphSettings, { signal, onStep }: Opening) {
  const passedOver: Record<string, string> = {};
  for (const provider of graph.providers) {
    onStep?.(`loading ${graph.file} on ${provider}`);
    const as = provider === 'cpu' ? 'thread' : 'process';
    const settings = { file, provider, graph };
    try {
      const model = await supervise(graphProtocol, {
        module,
        as,
        settings,
        stuckAfter: graph.stuckAfter,
        signal,
      });
      return { model, provider, passedOver };
    } catch (error) {
      if (!(error instanceof ModelFailure)) throw error;
      passedOver[`not on ${provider}`] = error.message;
    }
  }
  const reasons = new Set(Object.values(passedOver));
  const said = Object.entries(passedOver).map(([where, why]) => `${where}: ${why}`);
  throw new ModelFailure('model', reasons.size === 1 ? [...reasons].join('') : said.join('; '));
}

async function identify(
  file: string,
  graph: GraphSettings,
  { signal, onStep }: Opening,
): Promise<inference.Provenance['checkpoint']> {
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) throw new ModelFailure('model', `there is no file ${file}`);
  onStep?.('reading the hash of the graph');
  const sha256 = await hashFile(file, signal);
  if (graph.sha256 !== undefined && sha256 !== graph.sha256) {
    const hashes = `its SHA-256 is ${sha256}, not ${graph.sha256}`;
    throw new ModelFailure('model', `${file} is not the file the manifest means: ${hashes}`);
  }
  const weights = await stat(`${file}.data`).catch(() => null);
  if (!weights?.isFile()) return [{ file: graph.file, sha256 }];
  return [
    { file: graph.file, sha256 },
    { file: `${graph.file}.data`, sha256: await hashFile(`${file}.data`, signal) },
  ];
}
