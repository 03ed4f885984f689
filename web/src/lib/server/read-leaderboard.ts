import { error } from '@sveltejs/kit';
import { parseSlice } from '#lib/leaderboard/slice.ts';
import { arena, call, orErrorPage, toArena } from './services.ts';

/** The leaderboard of a study, of the slice that the address names. */
export function readLeaderboard(study: string, url: { searchParams: { get(name: string): string | null } }) {
  const slice = parseSlice(url.searchParams.get('slice'));
  if (!slice)
    error(400, 'A slice is written category:…, generator:… or label:…, or left out for the whole study.');
  return orErrorPage(call(arena.readLeaderboard, { params: { study }, query: slice }, toArena()));
}
