import type { Verdict } from '@fakexplain/explanation';
import { z } from 'zod';
import { checkRow } from '../rows/check-row.ts';
import { RowRefused } from '../rows/refusal.ts';

const rowSchema = z.object({
  image: z.string(),
  label: z.int(),
  cate: z.string().min(1).optional(),
  conversations: z.array(z.object({ from: z.string(), value: z.string() })).default([]),
});

export interface FakeClueRow {
  /** As the row writes it. */
  image: string;
  label: Verdict;
  category: string | undefined;
  /** The answer without the sentence that gives the verdict. */
  text: string | undefined;
}

const verdict = /^\s*this(?: is an? | image is (?:an? )?)(real|fake)\b/i;
/** The verdict and what ends it; a sentence that goes on after it stays as it is. */
const verdictSentence = new RegExp(`${verdict.source}(?: image| photo| picture)?\\s*(?:[.!,:;]\\s*|$)`, 'i');

/** A row of FakeClue's JSON, where 0 is fake and 1 is real. @throws RowRefused, also where the answer contradicts the label */
export function readFakeClueRow(json: unknown): FakeClueRow {
  const { image, label: code, cate, conversations } = checkRow(rowSchema, json);
  if (code !== 0 && code !== 1) {
    throw new RowRefused('label', `the label is ${code}; FakeClue writes 0 for fake and 1 for real`);
  }
  const label = code === 0 ? 'generated' : 'real';
  const answer = conversations.find(({ from }) => from === 'gpt')?.value.trim();
  const said = answer === undefined ? undefined : verdict.exec(answer)?.[1]?.toLowerCase();
  if (said !== undefined && said !== (label === 'real' ? 'real' : 'fake')) {
    const reason = `the label ${code} says ${label}, the answer says ${said}: some copies of FakeClue have wrong labels`;
    throw new RowRefused('label', reason);
  }
  const text = answer?.replace(verdictSentence, '').trim();
  return { image, label, category: cate, text: text === '' ? undefined : text };
}
