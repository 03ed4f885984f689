import { redirect } from '@sveltejs/kit';
import { passkeyAnswer } from '#lib/account/passkey-answer.server.ts';
import { making } from '#lib/maintain/change.server.ts';
import { text } from '#lib/maintain/form-fields.ts';
import { wayBack } from '#lib/maintain/way-back.ts';
import { arena, call, orErrorPage, toArena } from '#lib/server/services.ts';
import { keepSession } from '#lib/server/session-cookie.ts';
import { readMe } from '#lib/server/who.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ url }) => {
  const back = url.searchParams.get('back');
  if (await readMe()) redirect(303, wayBack(back));
  const ways = await orErrorPage(call(arena.readSignInWays, {}, toArena()));
  return { ...ways, back, refused: url.searchParams.get('refused') };
};

async function begin({ cookies, url }: RequestEvent, form: FormData, ask: () => Promise<arena.SessionMade>) {
  // What somebody proved who they are with goes back to nobody.
  for (const field of ['password', 'response', 'challenge']) form.delete(field);
  const outcome = await making(form, '', ask);
  if (!('made' in outcome)) return outcome;
  keepSession(cookies, outcome.made, url);
  redirect(303, wayBack(url.searchParams.get('back')));
}

export const actions: Actions = {
  password: async (event) => {
    const form = await event.request.formData();
    const body = { email: text(form, 'email'), password: String(form.get('password') ?? '') };
    return begin(event, form, () => call(arena.signIn, { body }, toArena()));
  },
  passkey: async (event) => {
    const form = await event.request.formData();
    const body = passkeyAnswer(form);
    return begin(event, form, () => call(arena.signInByPasskey, { body }, toArena()));
  },
};
