import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { checkRow, parseJson } from '../../rows/check-row.ts';
import { linesOf } from '../../rows/import-rows.ts';
import { RowRefused } from '../../rows/refusal.ts';
import { withReasoning, type Answer, type AnswerReader, type AnswerSettings } from './answer.ts';
import { nameOf } from '../../formats/names.ts';

const messageSchema = z.object({
  content: z.string().nullish(),
  refusal: z.string().nullish(),
  /** vLLM and others, each by its name. */
  reasoning: z.string().nullish(),
  reasoning_content: z.string().nullish(),
});
const choiceSchema = z.object({ message: messageSchema, finish_reason: z.string().nullish() });
/** Of `/v1/responses`: messages, and what was thought where the server shows it. */
const outputSchema = z.object({
  type: z.string(),
  content: z
    .array(z.object({ type: z.string(), text: z.string().nullish(), refusal: z.string().nullish() }))
    .nullish(),
});
const rowSchema = z.object({
  custom_id: z.string().min(1),
  response: z
    .object({
      status_code: z.number().nullish(),
      body: z
        .object({
          choices: z.array(choiceSchema).nullish(),
          output: z.array(outputSchema).nullish(),
          incomplete_details: z.object({ reason: z.string().nullish() }).nullish(),
          error: z.unknown().optional(),
        })
        .nullish(),
    })
    .nullish(),
  error: z.unknown().optional(),
});

/** Output of the batch API of OpenAI (`/v1/chat/completions` or `/v1/responses`) or of `vllm run-batch`: a line an answer, in any order, failures among them. */
export const readOpenAiBatch: AnswerReader = async (file, settings) => {
  let several = 0;
  const onSeveral = () => (several += 1);
  return {
    total: (await stat(file)).size,
    rows: linesOf(file, 0, async (line) => asAnswer(parseJson(line), settings, onSeveral)),
    notes: () => (several > 0 ? [`${several} × more answers than one: the first is taken`] : []),
  };
};

function asAnswer(json: unknown, { names }: AnswerSettings, onSeveral: () => void): Answer {
  const { custom_id: id, response, error } = checkRow(rowSchema, json);
  const failure = messageOf(error) ?? messageOf(response?.body?.error);
  if (failure !== undefined) throw new RowRefused('error', `the request failed: ${failure}`);
  const named = { image: nameOf(names, id, 'custom_id'), field: 'custom_id' };
  const { output, incomplete_details: incomplete } = response?.body ?? {};
  if (output) {
    const text = textOf(output);
    if (text === undefined) throw new RowRefused('response.body.output', 'there is no answer');
    const truncated = incomplete?.reason === 'max_output_tokens';
    return { ...named, say: () => ({ kind: 'text', text, truncated }) };
  }
  const [choice, ...others] = response?.body?.choices ?? [];
  if (!choice) throw new RowRefused('response.body.choices', 'there is no answer');
  const { content, refusal, reasoning, reasoning_content: older } = choice.message;
  const text = withReasoning(reasoning ?? older, content ?? refusal);
  const truncated = choice.finish_reason === 'length';
  return {
    ...named,
    say: () => {
      if (others.length > 0) onSeveral();
      return { kind: 'text', text, truncated };
    },
  };
}

/** The text of an answer of `/v1/responses`; undefined where there is none. */
function textOf(output: z.infer<typeof outputSchema>[]): string | undefined {
  const partsOf = (type: string) =>
    output.flatMap((item) =>
      item.type === type ? (item.content ?? []).map(({ text, refusal }) => text ?? refusal ?? '') : [],
    );
  const [answer, thought] = [partsOf('message'), partsOf('reasoning')];
  if (answer.length === 0 && thought.length === 0) return undefined;
  return withReasoning(thought.join('\n'), answer.length > 0 ? answer.join('') : undefined);
}

/** What an error says, which is a text, an object, or an object in an object. */
function messageOf(error: unknown): string | undefined {
  if (error === null || error === undefined) return undefined;
  if (typeof error === 'string') return error;
  if (typeof error !== 'object') return String(error);
  if ('message' in error && typeof error.message === 'string') return error.message;
  return 'error' in error ? messageOf(error.error) : JSON.stringify(error);
}
