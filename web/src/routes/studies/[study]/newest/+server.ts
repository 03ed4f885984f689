import { redirect } from '@sveltejs/kit';
import { arena, call, orErrorPage, toArena } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

/** An address that always leads to the newest version that was opened; each version keeps its own. */
export const GET: RequestHandler = async ({ params }) => {
  const { versions } = await orErrorPage(call(arena.readStudy, { params }, toArena()));
  const newest = versions.findLast(({ status }) => status !== 'draft');
  redirect(307, `/studies/${newest?.slug ?? params.study}`);
};
