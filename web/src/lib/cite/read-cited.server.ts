import { isHttpError } from '@sveltejs/kit';
import { boardQuery } from '#lib/leaderboard/board-address.ts';
import { readLeaderboard } from '#lib/server/read-leaderboard.ts';
import { arena, call, orErrorPage, toArena } from '#lib/server/services.ts';
import { partsOf, type Cited } from './files.server.ts';

/** What there is to cite of a study, as of the vote, and of the part of the votes, that the address names. */
export async function readCited(slug: string, url: URL) {
  const params = { study: slug };
  const [study, { snapshots }, board] = await Promise.all([
    orErrorPage(call(arena.readStudy, { params }, toArena())),
    orErrorPage(call(arena.listSnapshots, { params }, toArena())),
    readLeaderboard(slug, url).catch((cause: unknown) => {
      if (isHttpError(cause) && cause.body.problem === 'results-hidden') return null;
      throw cause;
    }),
  ]);
  return { study, snapshots, cited: citedOf({ study, snapshots, board, origin: url.origin }) };
}

interface Read {
  study: arena.Study;
  snapshots: readonly arena.Snapshot[];
  /** Null where results are not shown. */
  board: arena.Leaderboard | null;
  origin: string;
}

function citedOf({ study, snapshots, board, origin }: Read): Cited {
  const { slug, title, version, demo } = study;
  const base = { study: { slug, title, version, demo }, accessed: dayOf(new Date().toISOString()) };
  const address = `${origin}/studies/${slug}`;
  if (board === null)
    return {
      ...base,
      url: `${address}/about`,
      stamp: null,
      snapshot: null,
      parts: [],
      issued: study.closedAt && dayOf(study.closedAt),
    };
  const { stamp } = board;
  const snapshot = snapshots.find(({ sequence }) => sequence === stamp.sequence) ?? null;
  // A day late, no vote can be asked for.
  const query = new URLSearchParams(boardQuery(board, { past: stamp.sequence > 0 && stamp.until === null }));
  if (snapshot && query.has('at')) query.set('at', snapshot.name);
  // When a vote without a name was cast is not told; one of now was cast by now.
  const issued = snapshot?.castAt ?? stamp.until ?? study.closedAt ?? (stamp.past ? null : stamp.at);
  return {
    ...base,
    url: query.size === 0 ? address : `${address}?${query.toString()}`,
    stamp,
    snapshot: snapshot?.name ?? null,
    parts: partsOf(board),
    issued: issued && dayOf(issued),
  };
}

const dayOf = (moment: string) => moment.slice(0, 10);
