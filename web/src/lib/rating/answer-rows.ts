import type { arena } from '@fakexplain/contract';
import { questionWords } from '../words/questions.ts';

/** What a study asks of each ballot. */
export type Asked = Pick<arena.Briefing, 'questions' | 'strength' | 'reliance'>;

/** What is said of a ballot; null is not said yet. */
export interface Said {
  choice: arena.Choice | null;
  strength: arena.Strength | null;
  answers: arena.FurtherAnswers;
  verdictAfter: arena.RaterVerdict | null;
}

/** What is said when all is said. */
export type Complete = Said & { choice: arena.Choice };

export const nothingSaid: Said = { choice: null, strength: null, answers: {}, verdictAfter: null };

/** Whether a vote takes more than one press. */
export const asksMore = ({ questions, strength, reliance }: Asked): boolean =>
  questions.length > 1 || strength || reliance;

/** A row of answers, by the name of its field in the plain form. */
export type RowName = 'choice' | 'strength' | `answers.${arena.StudyQuestion}` | 'verdictAfter';

interface Option {
  value: string;
  name: string;
}

export interface Row {
  name: RowName;
  /** In a word, and what it asks. */
  title: string;
  asks: string;
  options: Option[];
  value: string | null;
}

const sides: Option[] = [
  { value: 'left', name: 'A' },
  { value: 'tie', name: 'Tie' },
  { value: 'neither', name: 'Neither' },
  { value: 'right', name: 'B' },
];
const strengths: Option[] = [
  { value: 'slight', name: 'Slightly' },
  { value: 'clear', name: 'Clearly' },
  { value: 'much', name: 'Much' },
];
const verdicts: Option[] = [
  { value: 'real', name: 'Real' },
  { value: 'cannot-tell', name: 'Cannot tell' },
  { value: 'generated', name: 'Generated' },
];

const isSide = (choice: string | null) => choice === 'left' || choice === 'right';

/**
 * The rows of a ballot in their order: the main question, how strong, the other questions, what the image is taken for now.
 * @param plain without scripts, how strong is asked whatever the answer to the main question may be
 */
export function rowsOf(asked: Asked, said: Said, plain = false): Row[] {
  const [main = 'overall', ...further] = asked.questions;
  return [
    {
      name: 'choice',
      title: questionWords[main].name,
      asks: questionWords[main].asks,
      options: sides,
      value: said.choice,
    },
    ...(asked.strength && (plain || isSide(said.choice))
      ? [
          {
            name: 'strength' as const,
            title: 'How much',
            asks: plain
              ? 'how much better is it, if one is?'
              : `how much better is ${said.choice === 'left' ? 'A' : 'B'}?`,
            options: strengths,
            value: said.strength,
          },
        ]
      : []),
    ...further.map((question) => ({
      name: `answers.${question}` as const,
      title: questionWords[question].name,
      asks: questionWords[question].asks,
      options: sides,
      value: said.answers[question] ?? null,
    })),
    ...(asked.reliance
      ? [
          {
            name: 'verdictAfter' as const,
            title: 'Image',
            asks: 'what do you take it for now?',
            options: verdicts,
            value: said.verdictAfter,
          },
        ]
      : []),
  ];
}

/** What is said with a row answered; a value that the row does not have changes nothing. */
export function withAnswer(said: Said, row: RowName, value: string): Said {
  const side = sides.map((option) => option.value).includes(value) ? (value as arena.Choice) : null;
  switch (row) {
    case 'choice':
      return side ? { ...said, choice: side, strength: said.choice === side ? said.strength : null } : said;
    case 'strength':
      return value === 'slight' || value === 'clear' || value === 'much'
        ? { ...said, strength: value }
        : said;
    case 'verdictAfter':
      return value === 'real' || value === 'generated' || value === 'cannot-tell'
        ? { ...said, verdictAfter: value }
        : said;
    default:
      return side ? { ...said, answers: { ...said.answers, [row.slice('answers.'.length)]: side } } : said;
  }
}

/** The first row without an answer; null where all is said. */
export const firstOpen = (asked: Asked, said: Said): RowName | null =>
  rowsOf(asked, said).find(({ value }) => value === null)?.name ?? null;

export const isComplete = (asked: Asked, said: Said): said is Complete => firstOpen(asked, said) === null;

export interface Place {
  said: Said;
  /** The row that the next key answers. */
  row: RowName;
}

/**
 * What a key for a side, tie or neither does to the row that it answers. On the main question of a study that asks how strong a
 * preference is, the same key again says a step more, and with Shift it says “much” at once; then, and on every other row, the next
 * row without an answer follows.
 */
export function pressed(asked: Asked, { said, row }: Place, choice: arena.Choice, much: boolean): Place {
  const next = (now: Said): Place => ({ said: now, row: firstOpen(asked, now) ?? row });
  if (row === 'verdictAfter') {
    const verdict = choice === 'left' ? 'real' : choice === 'right' ? 'generated' : 'cannot-tell';
    return next({ ...said, verdictAfter: verdict });
  }
  const steps = strengths.map((option) => option.value);
  if (row === 'strength') {
    // The keys of the sides go down and up the three steps.
    const at = steps.indexOf(said.strength ?? (choice === 'left' ? 'clear' : 'slight'));
    const to = steps[Math.min(2, Math.max(0, at + (choice === 'left' ? -1 : choice === 'right' ? 1 : 0)))];
    return { said: withAnswer(said, 'strength', much ? 'much' : (to ?? 'slight')), row };
  }
  const now = withAnswer(said, row, choice);
  if (row !== 'choice' || !asked.strength || !isSide(choice)) return next(now);
  const step = said.choice === choice && said.strength !== null ? steps.indexOf(said.strength) + 1 : 0;
  const strong = withAnswer(now, 'strength', much ? 'much' : (steps[Math.min(2, step)] ?? 'slight'));
  return much ? next(strong) : { said: strong, row: 'choice' };
}

/** The row before; the first one has none. */
export function rowBefore(asked: Asked, { said, row }: Place): RowName {
  const names = rowsOf(asked, said).map(({ name }) => name);
  return names[Math.max(0, names.indexOf(row) - 1)] ?? row;
}

/** What an answer says, without how it was given. */
export const saidIn = (answer: Partial<Said>): Said => ({
  choice: answer.choice ?? null,
  strength: answer.strength ?? null,
  answers: answer.answers ?? {},
  verdictAfter: answer.verdictAfter ?? null,
});

export const sameSaid = (one: Said, other: Said): boolean =>
  one.choice === other.choice &&
  one.strength === other.strength &&
  one.verdictAfter === other.verdictAfter &&
  (['overall', 'where', 'why', 'verdict'] as const).every(
    (question) => one.answers[question] === other.answers[question],
  );
