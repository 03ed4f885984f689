import { redirect } from '@sveltejs/kit';
import { arena, call, orErrorPage, toArena } from '#lib/server/services.ts';
import { keepState } from '#lib/account/provider-state.server.ts';
import type { RequestHandler } from './$types';

/** Leads to the provider; what comes back is proved by what this browser keeps meanwhile. */
export const GET: RequestHandler = async ({ params, cookies, url }) => {
  const begun = await orErrorPage(call(arena.beginProviderSignIn, { params }, toArena()));
  keepState(cookies, { state: begun.state, back: url.searchParams.get('back') }, url);
  redirect(303, begun.url);
};
