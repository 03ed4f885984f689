import type { ModelAnswer } from '../../backends/backend.ts';
import type { ReadAnswer } from '../../backends/read-answer.ts';

/** Characters of a text that are shown. */
const shown = 2_000;

/** What a model answered and how it was read, in lines for a person. The text itself is shown where it has problems. */
export function showAnswer(answer: ModelAnswer, read: ReadAnswer): string[] {
  const { verdict, probability, tags, reasoning, regions } = read.explanation;
  const tokens = answer.kind === 'text' && answer.tokens !== null ? `, ${answer.tokens} tokens` : '';
  return [
    line('parsing', `${read.parseStatus}${tokens}`),
    line('verdict', verdict ?? 'none'),
    ...(probability === null ? [] : [line('probability', `${probability.toFixed(4)} of generated`)]),
    ...(tags.length === 0 ? [] : [line('tags', tags.join(', '))]),
    ...(reasoning === '' ? [] : [line('reasoning', reasoning)]),
    ...regions.map(({ box, description }) => line('region', `[${box.map(short).join(', ')}] ${description}`)),
    ...read.parseProblems.map(({ code, message }) => line('problem', `${code}: ${message}`)),
    ...(read.raw && read.parseProblems.length > 0 ? [line('text', cut(read.raw.text))] : []),
  ];
}

const line = (what: string, said: string) =>
  `  ${what.padEnd(12)}${said.replaceAll('\n', '\n              ')}`;
const short = (value: number) => Math.round(value * 100) / 100;
const cut = (text: string) => (text.length > shown ? `${text.slice(0, shown)}…` : text);
