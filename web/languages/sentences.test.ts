import { expect, test } from 'vitest';
import { sentencesOf } from './sentences.ts';

test('why something is refused is found, with places for what differs', () => {
  const source = `
    throw new ProblemError('not-found', { detail: \`There is no study "\${slug}" in \${place()}.\` });
    throw new ProblemError('forbidden', { detail: 'Only owners may.' + ' Ask one.', headers: { 'retry-after': '2 s' } });
    const error = { path: 'body.name', message: 'Has a name already' };
    log({ message: 'Listening on a port' });`;
  expect(sentencesOf(source)).toEqual([
    'There is no study "{0}" in {1}.',
    'Only owners may. Ask one.',
    'Has a name already',
  ]);
});

test('a sentence of several forms is several', () => {
  const source = `
    const where = study ? \`for the study "\${study}"\` : 'for the site';
    refuse({ detail: \`The role \${wanted} \${where}\${later ? ', later' : ''} is needed.\` });`;
  expect(sentencesOf(source)).toEqual([
    'The role {0} for the study "{1}", later is needed.',
    'The role {0} for the study "{1}" is needed.',
    'The role {0} for the site, later is needed.',
    'The role {0} for the site is needed.',
  ]);
});

test('rules of schemas and notes are found, words that are put together elsewhere are not', () => {
  const source = `
    const slug: z.ZodType<string> = z.string().regex(/^[a-z]+$/, 'lower-case letters alone').refine(free, { error: 'is taken by another' });
    said.push(\`Not rated: \${names(unvoted)}.\`);
    queue.push('Nothing to say here');
    refuse({ detail: message, title: 'Not a sentence of refusal' });`;
  expect(sentencesOf(source)).toEqual(['lower-case letters alone', 'is taken by another', 'Not rated: {0}.']);
});
