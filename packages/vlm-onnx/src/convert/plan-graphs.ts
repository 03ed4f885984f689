import { CheckpointError } from '../checkpoint/checkpoint-error.ts';
import type { ModelConfig } from '../checkpoint/model-config.ts';
import type { ConversionSettings } from './convert-checkpoint.ts';
import { graphFiles } from './graph-inputs.ts';
import type { Graph } from './graph-builder.ts';
import type { Checkpoint } from '../checkpoint/safetensors.ts';
import { DataFile, type WeightForm } from './data-file.ts';
import { decoderGraph, embedGraph, type CachePlace } from './decoder-graph.ts';
import { visionGraph } from './vision-graph.ts';

/** As published, and as newer versions of transformers name the modules. */
const visionPrefixes = ['visual.', 'model.visual.'];
const textPrefixes = ['model.', 'model.language_model.', 'language_model.model.'];

/**
 * The graphs of a checkpoint and the data files they refer to.
 *
 * @throws CheckpointError if the checkpoint lacks a tensor or one has another shape than config.json says
 */
export function planGraphs(
  config: ModelConfig,
  checkpoint: Checkpoint,
  settings: ConversionSettings,
): { graphs: { name: string; graph: Graph }[]; files: DataFile[] } {
  const vision = choosePrefix(checkpoint, visionPrefixes, 'patch_embed.proj.weight');
  const text = choosePrefix(checkpoint, textPrefixes, 'embed_tokens.weight');
  const stored = settings.weights === 'float32' ? 'float32' : 'float16';
  const visionData = new DataFile(`${graphFiles.vision}.data`);
  const embedData = new DataFile(`${graphFiles.embed}.data`);
  const decoderData = new DataFile(`${graphFiles.decoder}.data`);
  // One object, by which both decoders' weights are known to be the same.
  const form = linearForm(settings);
  const decoder = (cachePlace: CachePlace) =>
    decoderGraph(config, text, form, cachePlace, decoderData, embedData);
  const graphs = [
    { name: graphFiles.vision, graph: visionGraph(config.vision, vision, stored, visionData) },
    { name: graphFiles.embed, graph: embedGraph(config.text, text, stored, embedData) },
    { name: graphFiles.decoder, graph: decoder('memory') },
    { name: graphFiles.deviceDecoder, graph: decoder('device') },
  ];
  const files = [visionData, embedData, decoderData];
  for (const { sources } of files.flatMap(({ weights }) => weights))
    for (const { tensor, shape } of sources) checkpoint.check(tensor, shape);
  return { graphs, files };
}

function linearForm({ weights, blockSize, zeroPoints }: ConversionSettings): WeightForm {
  if (weights === 'float32' || weights === 'float16') return weights;
  return { bits: weights === 'int4' ? 4 : 8, blockSize, zeroPoints };
}

function choosePrefix(checkpoint: Checkpoint, prefixes: readonly string[], tensor: string): string {
  const found = prefixes.find((prefix) => checkpoint.has(prefix + tensor));
  if (found === undefined)
    throw new CheckpointError(
      `The checkpoint has no tensor ${prefixes.map((prefix) => prefix + tensor).join(' or ')}: is it a Qwen2.5-VL?`,
    );
  return found;
}
