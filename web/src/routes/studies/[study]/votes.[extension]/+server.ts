import { error } from '@sveltejs/kit';
import { passFile } from '#lib/server/pass-file.ts';
import { exclusionsOf } from '#lib/server/read-leaderboard.ts';
import { arena, orErrorPage, send, toArena } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

/** The votes of a study as a file, passed on as it comes; maintainers get stable ids of raters by `?raters=stable`. */
export const GET: RequestHandler = async ({ params: { study, extension }, url, request }) => {
  const format = arena.voteFormatSchema.options.find(
    (name) => arena.voteFormats[name].extension === extension,
  );
  if (!format) error(404, 'Votes can be had as the files that /data-dictionary lists.');
  const raters = url.searchParams.get('raters') === 'stable' ? ('stable' as const) : ('fresh' as const);
  const query = { format, raters, exclusions: exclusionsOf(url) };
  return passFile(
    await orErrorPage(
      send(arena.exportVotes, { params: { study }, query }, { ...toArena(), signal: request.signal }),
    ),
  );
};
