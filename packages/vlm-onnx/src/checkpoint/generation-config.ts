import { z } from 'zod';
import { readJson, readJsonIfThere } from './read-json.ts';

/** What a checkpoint says of generating: `generation_config.json`, or the ends of text in `config.json`. */
export interface GenerationConfig {
  /** Tokens that end an answer. */
  stopTokens: readonly number[];
  /** Above 1, tokens that were there before, prompt included, become less likely. */
  repetitionPenalty: number;
  /** Sampling among this many likeliest tokens; null: among all. */
  topK: number | null;
}

const tokens = z.union([z.int().nonnegative(), z.array(z.int().nonnegative()).min(1)]);

const fileSchema = z.object({
  eos_token_id: tokens.optional(),
  repetition_penalty: z.number().positive().nullish(),
  top_k: z.int().nonnegative().nullish(),
});

const configSchema = z.object({
  eos_token_id: tokens.nullish(),
  text_config: z.object({ eos_token_id: tokens.nullish() }).optional(),
});

/** @throws CheckpointError where no file names a token that ends an answer */
export async function readGenerationConfig(folder: string): Promise<GenerationConfig> {
  const file = await readJsonIfThere(folder, 'generation_config.json', fileSchema);
  const stop = file?.eos_token_id ?? (await stopOfConfig(folder));
  return {
    stopTokens: typeof stop === 'number' ? [stop] : stop,
    repetitionPenalty: file?.repetition_penalty ?? 1,
    topK: file?.top_k || null,
  };
}

async function stopOfConfig(folder: string): Promise<number | number[]> {
  const named = configSchema.transform((config) => config.eos_token_id ?? config.text_config?.eos_token_id);
  const schema = named.refine(
    (stop) => stop !== undefined && stop !== null,
    'eos_token_id is missing here and in generation_config.json: nothing says where an answer ends',
  );
  return (await readJson(folder, 'config.json', schema)) ?? [];
}
