import { metrics } from '@fakexplain/contract';
import { ProblemError } from '@fakexplain/service-kit';
import { completionOf } from './completion-text.ts';
import type { Completion } from './reward-completion.ts';

export interface OpenRlhfBody {
  query: readonly string[];
  prompts?: readonly string[] | undefined;
  labels: readonly string[];
}

const refuse = (detail: string, path: string, message: string): never => {
  throw new ProblemError('invalid-request', { detail, errors: [{ path, message }] });
};

function readLabel(label: string, index: number) {
  const path = `body.labels.${index}`;
  const detail = 'Labels are JSON of {"image": {"width", "height"}, "label", "regions"}; see the errors.';
  let value: unknown;
  try {
    value = JSON.parse(label);
  } catch {
    return refuse(detail, path, 'is not JSON');
  }
  const parsed = metrics.openRlhfLabelSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return refuse(detail, [path, ...(issue?.path ?? [])].join('.'), issue?.message ?? 'does not fit');
}

/**
 * The completions of a request as OpenRLHF makes it.
 *
 * @throws ProblemError `invalid-request` where the lists differ in length or a label is not one
 */
export function completionsOf({ query, prompts, labels }: OpenRlhfBody): Completion[] {
  for (const [name, list] of Object.entries({ labels, prompts })) {
    if (list && list.length !== query.length)
      refuse(
        'Every query needs its label, and its prompt where there are prompts.',
        `body.${name}`,
        `has ${list.length} entries where query has ${query.length}`,
      );
  }
  return query.map((text, index) => {
    const { image, label, regions, ...reading } = readLabel(labels[index] ?? '', index);
    return { text: completionOf(text, prompts?.[index]), reading, reference: { image, label, regions } };
  });
}
