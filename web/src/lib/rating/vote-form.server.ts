import { arena } from '#lib/server/services.ts';

function textOf(form: FormData): (name: string) => string {
  return (name) => {
    const value = form.get(name);
    return typeof value === 'string' ? value : '';
  };
}

/** The vote that a plain form sends, or null where it lacks an answer, a ballot or a key. */
export function readVoteForm(form: FormData): { ballot: string; key: string; vote: arena.NewVote } | null {
  const text = textOf(form);
  const choice = text('choice');
  const isSide = choice === 'left' || choice === 'right';
  const further = arena.studyQuestionSchema.options.map((question) => [
    question,
    text(`answers.${question}`),
  ]);
  const vote = arena.newVoteSchema.safeParse({
    choice,
    answers: Object.fromEntries(further.filter(([, answer]) => answer !== '')),
    // A plain form asks how strong, whatever the choice.
    strength: (isSide && text('strength')) || null,
    verdictAfter: text('verdictAfter') || null,
    reasons: form.getAll('reasons'),
    comment: text('comment').trim() || null,
    input: 'form',
    first: text('first') === 'true',
  });
  const ballot = text('ballot');
  const key = text('key');
  return vote.success && ballot && key ? { ballot, key, vote: vote.data } : null;
}

/** What a plain form takes the image of a ballot for; null where it names no ballot or verdict. */
export function readVerdictForm(form: FormData): { ballot: string; verdict: arena.NewVerdict } | null {
  const text = textOf(form);
  const verdict = arena.newVerdictSchema.safeParse({ verdict: text('verdict') });
  const ballot = text('ballot');
  return verdict.success && ballot ? { ballot, verdict: verdict.data } : null;
}

/** What a plain form passes, and why; null where it names no ballot or reason. */
export function readPassForm(form: FormData): { ballot: string; pass: arena.NewPass } | null {
  const text = textOf(form);
  const pass = arena.newPassSchema.safeParse({
    reason: text('pass'),
    comment: text('pass-comment').trim() || null,
  });
  const ballot = text('ballot');
  return pass.success && ballot ? { ballot, pass: pass.data } : null;
}
