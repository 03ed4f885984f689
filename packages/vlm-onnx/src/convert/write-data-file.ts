import type { FileHandle } from 'node:fs/promises';
import { CheckpointError } from '../checkpoint/checkpoint-error.ts';
import type { Checkpoint } from '../checkpoint/safetensors.ts';
import { encodeFloat16 } from '../checkpoint/elements.ts';
import { quantiseRows } from './block-quantise.ts';
import type { DataFile, PlacedWeight } from './data-file.ts';
import type { Source } from './weight-forms.ts';

type Progress = { onBytes: (written: number) => void; signal: AbortSignal | undefined };

/**
 * Writes all weights of a data file, a chunk of a tensor at a time.
 *
 * @throws CheckpointError if a tensor is missing, misshapen or does not fit into float16; the signal's reason
 */
export async function writeDataFile(
  plan: DataFile,
  checkpoint: Checkpoint,
  file: FileHandle,
  { onBytes, signal }: Progress,
): Promise<void> {
  await file.truncate(plan.size);
  for (const weight of plan.weights) {
    const written = { numbers: 0, scales: 0, zeroPoints: 0 };
    for (const source of weight.sources) {
      for await (const values of checkpoint.read(source.tensor, source.shape)) {
        signal?.throwIfAborted();
        for (const [part, bytes] of encode(values, source, weight)) {
          await writeExactly(file, bytes, weight[part].offset + written[part]);
          written[part] += bytes.byteLength;
          onBytes(bytes.byteLength);
        }
      }
    }
  }
}

type Part = 'numbers' | 'scales' | 'zeroPoints';

function encode(values: Float32Array, source: Source, { form }: PlacedWeight): [Part, ArrayBufferView][] {
  if (form === 'float32') return [['numbers', values]];
  if (form === 'float16') return [['numbers', toFloat16(values, source)]];
  const rows = quantiseRows(values, source.shape.at(-1) ?? 1, form);
  const parts: [Part, ArrayBufferView][] = [
    ['numbers', rows.packed],
    ['scales', rows.scales],
  ];
  if (rows.zeroPoints) parts.push(['zeroPoints', rows.zeroPoints]);
  return parts;
}

function toFloat16(values: Float32Array, { tensor }: Source): ArrayBufferView {
  try {
    return encodeFloat16(values);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CheckpointError(`Tensor ${tensor}: ${error.message}; choose the weights float32`);
  }
}

async function writeExactly(file: FileHandle, view: ArrayBufferView, position: number): Promise<void> {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  for (let done = 0; done < bytes.length;)
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
}
