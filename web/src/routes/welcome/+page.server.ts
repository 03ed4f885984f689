import { redirect } from '@sveltejs/kit';
import { making } from '#lib/maintain/change.server.ts';
import { text } from '#lib/maintain/form-fields.ts';
import { arena, call, orErrorPage, ServiceProblem, toArena } from '#lib/server/services.ts';
import { keepSession } from '#lib/server/session-cookie.ts';
import { readMe } from '#lib/server/who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url }) => {
  const token = url.searchParams.get('token') ?? '';
  const me = await readMe();
  try {
    const body = { token: token === '' ? '-' : token };
    const offer = await call(arena.readAccountInvitation, { body }, toArena());
    return { token, offer, me, refused: null };
  } catch (cause) {
    if (!(cause instanceof ServiceProblem) || cause.slug !== 'invitation-not-valid')
      return orErrorPage(Promise.reject(cause));
    return { token, offer: null, me, refused: cause.message };
  }
};

export const actions: Actions = {
  create: async ({ request, cookies, url }) => {
    const form = await request.formData();
    const body = {
      token: text(form, 'token'),
      name: text(form, 'name'),
      email: text(form, 'email'),
      password: String(form.get('password') ?? ''),
    };
    // It goes back to nobody.
    form.delete('password');
    const outcome = await making(form, '', () => call(arena.createAccount, { body }, toArena()));
    if (!('made' in outcome)) return outcome;
    keepSession(cookies, outcome.made, url);
    redirect(303, '/account');
  },
  accept: async ({ request }) => {
    const form = await request.formData();
    const body = { token: text(form, 'token') };
    const outcome = await making(form, '', () => call(arena.acceptAccountInvitation, { body }, toArena()));
    if (!('made' in outcome)) return outcome;
    redirect(303, '/account');
  },
};
