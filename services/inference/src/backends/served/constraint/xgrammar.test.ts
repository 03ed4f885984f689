import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { matchGbnf } from '../../../../../../test/harness/model-server/match-gbnf.ts';
import { candidates } from './golden/candidates.ts';

const judgedSchema = z.array(
  z.object({
    of: z.string(),
    regex: z.string(),
    grammar: z.string(),
    texts: z.array(z.object({ text: z.string(), regex: z.boolean(), grammar: z.boolean() })),
  }),
);

it('means what xgrammar takes it to mean', async () => {
  const file = join(import.meta.dirname, 'golden/xgrammar.json');
  const judged = judgedSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  // Another constraint must be judged anew.
  const unjudged = judged.map(({ texts, ...rest }) => ({ ...rest, texts: texts.map(({ text }) => text) }));
  expect(unjudged).toEqual(candidates());
  for (const { of, regex, grammar, texts } of judged) {
    const ours = texts.map(({ text }) => ({
      text,
      regex: new RegExp(`^${regex}$`).test(text),
      grammar: matchGbnf(grammar, text),
    }));
    expect({ of, texts: ours }).toEqual({ of, texts });
    expect(new Set(texts.map(({ grammar }) => grammar))).toEqual(new Set([true, false]));
  }
});
