import { z } from 'zod';
import { readDocument } from '../../explanations/formats/read-document.ts';
import { answerText, checkRow } from '../../rows/check-row.ts';
import type { Prediction, Predictions } from '../prediction.ts';
import type { PredictionProblem } from '../problems.ts';
import { readFakeVlmAnswer, type FakeVlmReading } from './fakevlm-answer.ts';

/** Probability of `fake` in the first sentence, which its evaluation does not write but others do. */
const score = z.number().min(0).max(1).nullish();
const rowSchema = z.object({ image_path: z.string().min(1), output: answerText, score });
const vllmRowSchema = z.object({ id: z.string().min(1), caption: answerText, score });

/**
 * The output of FakeVLM's `scripts/eval.py`, a JSON list of `{image_path, output}`, or that of `scripts/eval_vllm.py`, which
 * calls the two `id` and `caption`.
 */
export async function readFakeVlm(file: string): Promise<Predictions> {
  const rows = await readDocument(file, z.array(z.unknown()), 'a list [{"image_path": …, "output": …}, …]');
  return {
    total: rows.length,
    rows: rows.map((row, index) => ({
      place: { file, field: `[${index}]` },
      done: index + 1,
      prepare: async () => readRow(row),
    })),
  };
}

function readRow(json: unknown): Prediction {
  const { image, field, output, score } = checkForm(json);
  const reading = readFakeVlmAnswer(output);
  const problems = problemsOf(reading);
  const { verdict, text } = reading;
  const said = { verdict, probability: score ?? undefined, reasoning: text, raw: output, problems };
  return { image, field, explain: async () => said };
}

function checkForm(json: unknown) {
  if (typeof json === 'object' && json !== null && 'caption' in json) {
    const { id, caption, score } = checkRow(vllmRowSchema, json);
    return { image: id, field: 'id', output: caption, score };
  }
  const { image_path: image, output, score } = checkRow(rowSchema, json);
  return { image, field: 'image_path', output, score };
}

function problemsOf({ verdict, contradicting, authors }: FakeVlmReading): PredictionProblem[] {
  const problems: PredictionProblem[] = [];
  if (verdict === null) {
    const why = contradicting ? 'say both "real" and "fake"' : 'say neither "real" nor "fake"';
    const coin = authors === null ? '; FakeVLM’s own evaluation would toss a coin' : '';
    const code = contradicting ? 'several_verdicts' : 'missing_verdict';
    problems.push({ code, message: `the first two sentences ${why}${coin}` });
  }
  if (authors !== null && authors !== verdict) {
    problems.push({ code: 'other_reading', message: `FakeVLM’s own evaluation reads ${authors}` });
  }
  return problems;
}
