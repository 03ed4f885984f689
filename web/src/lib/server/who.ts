import { includesRole, roleOf, type Role } from '@fakexplain/contract';
import { error, redirect } from '@sveltejs/kit';
import { getRequestEvent } from '$app/server';
import { arena, call, orErrorPage, ServiceProblem, toArena } from './services.ts';

/** Who is signed in in this browser; null where nobody is, or not any more. Asked once a request. */
export function readMe(): Promise<arena.Me | null> {
  const { locals } = getRequestEvent();
  return (locals.me ??= locals.session === undefined ? Promise.resolve(null) : ask());
}

async function ask(): Promise<arena.Me | null> {
  try {
    return await call(arena.readMe, {}, toArena());
  } catch (cause) {
    if (cause instanceof ServiceProblem && cause.slug === 'unauthenticated') return null;
    return orErrorPage(Promise.reject(cause));
  }
}

/** What is shown of a page, and offered on it, by the role of whoever looks: for the site, or for one study. */
export async function roleHere(
  study?: string,
): Promise<{ views: boolean; maintains: boolean; owns: boolean }> {
  const me = await readMe();
  const studyRoles = Object.fromEntries(me?.studies.map(({ slug, role }) => [slug, role]) ?? []);
  const role = me && roleOf({ role: me.role, studyRoles }, study);
  const has = (wanted: Role) => includesRole(role, wanted);
  return { views: has('viewer'), maintains: has('maintainer'), owns: has('owner') };
}

/** Who is signed in; who is not goes to sign in and comes back. */
export async function requireMe(): Promise<arena.Me> {
  const me = await readMe();
  if (me) return me;
  const { pathname, search } = getRequestEvent().url;
  redirect(303, `/sign-in?back=${encodeURIComponent(pathname + search)}`);
}

/** An owner of the site, or of a study; others are told that this is for owners. */
export async function requireOwner(study?: string): Promise<arena.Me> {
  const me = await requireMe();
  if (!(await roleHere(study)).owns)
    error(403, `This page is for those who own the ${study === undefined ? 'site' : 'site or this study'}.`, {
      problem: 'forbidden',
    });
  return me;
}
