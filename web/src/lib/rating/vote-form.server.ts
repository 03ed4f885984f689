import { arena } from '#lib/server/services.ts';

/** The vote that a plain form sends, or null where it lacks an answer, a ballot or a key. */
export function readVoteForm(form: FormData): { ballot: string; key: string; vote: arena.NewVote } | null {
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === 'string' ? value : '';
  };
  const vote = arena.newVoteSchema.safeParse({
    choice: text('choice'),
    reasons: form.getAll('reasons'),
    comment: text('comment').trim() || null,
    input: 'form',
  });
  const ballot = text('ballot');
  const key = text('key');
  return vote.success && ballot && key ? { ballot, key, vote: vote.data } : null;
}
