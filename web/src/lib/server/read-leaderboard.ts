import { error } from '@sveltejs/kit';
import { parseSlice } from '#lib/leaderboard/slice.ts';
import { arena, call, orErrorPage, toArena } from './services.ts';

interface Address {
  searchParams: { get(name: string): string | null };
}

/** Whether the address asks for votes without those of excluded raters. */
export const exclusionsOf = ({ searchParams }: Address): 'ignore' | 'apply' =>
  searchParams.get('exclusions') === 'apply' ? 'apply' : 'ignore';

/** The leaderboard of a study, of the slice that the address names, with or without excluded raters. */
export function readLeaderboard(study: string, url: Address) {
  const slice = parseSlice(url.searchParams.get('slice'));
  if (!slice)
    error(400, 'A slice is written category:…, generator:… or label:…, or left out for the whole study.');
  const query = { ...slice, exclusions: exclusionsOf(url) };
  return orErrorPage(call(arena.readLeaderboard, { params: { study }, query }, toArena()));
}
