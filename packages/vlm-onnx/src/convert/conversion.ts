import { z } from 'zod';

/** Raise the version with every change that makes other files from the same checkpoint. */
export const converter = { name: 'fakexplain-qwen2.5-vl', version: 1 } as const;

export const conversionFile = 'conversion.json';

const settings = {
  /**
   * How the weights are stored; all arithmetic is in float32, as Qwen2.5's activations leave the range of float16.
   * With int8 and int4 the linear layers of the text model are quantised in blocks along their input, and the word
   * embeddings and the vision tower, whose sizes do not divide into blocks, are float16.
   */
  weights: z.enum(['float32', 'float16', 'int8', 'int4']),
  /** Numbers that share a scale (int8 and int4). */
  blockSize: z.literal([16, 32, 64, 128]),
  /** Whether each block has a zero point too (int8 and int4). */
  zeroPoints: z.boolean(),
};

const settingsSchema = z.object(settings);
export type ConversionSettings = z.infer<typeof settingsSchema>;

/** `conversion.json`: what made a folder, from what, and how large its files are in bytes. */
export const conversionSchema = z.object({
  converter: z.object({ name: z.literal(converter.name), version: z.int() }),
  ...settings,
  sources: z.record(z.string(), z.string()),
  files: z.record(z.string(), z.int()),
});
export type Conversion = z.infer<typeof conversionSchema>;
