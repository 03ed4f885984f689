import { error } from '@sveltejs/kit';
import { parseSlice } from '#lib/leaderboard/slice.ts';
import { leaderboardFields } from '#lib/leaderboard/files.server.ts';
import { arena, call, orErrorPage, toArena, wordsOf } from './services.ts';

/** What is said of a leaderboard's fields, in the language of the page. */
export function leaderboardWords() {
  const { rating, pair, sideBias } = leaderboardFields;
  return { rating: wordsOf(rating), pair: wordsOf(pair), sideBias: wordsOf({ sideBias }).sideBias };
}

interface Address {
  searchParams: { get(name: string): string | null };
}

/** Whether the address asks for votes without those of excluded raters. */
export const exclusionsOf = ({ searchParams }: Address): 'ignore' | 'apply' =>
  searchParams.get('exclusions') === 'apply' ? 'apply' : 'ignore';

/** The leaderboard of a study, of the question and the slice that the address names, with or without excluded raters. */
export function readLeaderboard(study: string, url: Address) {
  const slice = parseSlice(url.searchParams.get('slice'));
  if (!slice)
    error(400, 'A slice is written category:…, generator:… or label:…, or left out for the whole study.');
  const asked = url.searchParams.get('question');
  const question = arena.studyQuestionSchema.options.find((one) => one === asked);
  if (asked && !question)
    error(
      400,
      `A question is ${arena.studyQuestionSchema.options.join(', ')}, or left out for the main one.`,
    );
  const at = readVote(url.searchParams.get('at'));
  const query = {
    ...slice,
    ...(at !== undefined && { at }),
    ...(question && { question }),
    exclusions: exclusionsOf(url),
  };
  return orErrorPage(call(arena.readLeaderboard, { params: { study }, query }, toArena()));
}

/** A sequence number, or the name of a snapshot. */
function readVote(at: string | null): number | string | undefined {
  if (at === null) return undefined;
  if (/^[1-9]\d{0,14}$/.test(at)) return Number(at);
  const { data, success } = arena.snapshotNameSchema.safeParse(at);
  if (!success)
    error(
      400,
      'A leaderboard is as of the sequence number of a vote, or as of a snapshot by its name, or as of now where neither is given.',
    );
  return data;
}

/** Reports are of all votes until now: an address that asks for one as of a vote gets none, rather than today's numbers. */
export function refusePast({ searchParams }: Address): void {
  if (searchParams.get('at') !== null)
    error(
      400,
      'This report is of all votes until now, and cannot be had as of an earlier vote. Leave “at” out of the address.',
    );
}
