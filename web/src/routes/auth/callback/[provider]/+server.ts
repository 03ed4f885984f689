import { redirect } from '@sveltejs/kit';
import { takeState } from '#lib/account/provider-state.server.ts';
import { wayBack } from '#lib/maintain/way-back.ts';
import { arena, call, orErrorPage, ServiceProblem, toArena } from '#lib/server/services.ts';
import { keepSession } from '#lib/server/session-cookie.ts';
import type { RequestHandler } from './$types';

/** Where a provider sends people back to. */
export const GET: RequestHandler = async ({ params, cookies, url }) => {
  const kept = takeState(cookies);
  const refuse = (words: string): never => redirect(303, `/sign-in?refused=${encodeURIComponent(words)}`);
  if (!kept) return refuse('This browser began no sign-in, or it took too long. Try again.');
  const body = { state: kept.state, query: url.search.slice(1) };
  const begun = await call(arena.signInByProvider, { params, body }, toArena()).catch((cause: unknown) =>
    cause instanceof ServiceProblem && cause.problem.status < 500
      ? refuse(cause.message)
      : orErrorPage(Promise.reject(cause)),
  );
  keepSession(cookies, begun, url);
  redirect(303, wayBack(kept.back));
};
