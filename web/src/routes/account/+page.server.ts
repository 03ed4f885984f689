import { redirect } from '@sveltejs/kit';
import { passkeyAnswer } from '#lib/account/passkey-answer.server.ts';
import { change, making } from '#lib/maintain/change.server.ts';
import { given, number, text } from '#lib/maintain/form-fields.ts';
import { arena, call, fieldsOf, orErrorPage, toArena, wordsOf } from '#lib/server/services.ts';
import { forgetSession } from '#lib/server/session-cookie.ts';
import { requireMe } from '#lib/server/who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async () => {
  const me = await requireMe();
  const [{ sessions }, { passkeys }, { keys }] = await orErrorPage(
    Promise.all([
      call(arena.listSessions, {}, toArena()),
      call(arena.listPasskeys, {}, toArena()),
      call(arena.listKeys, {}, toArena()),
    ]),
  );
  return {
    me,
    sessions,
    passkeys,
    keys,
    fields: {
      session: wordsOf(fieldsOf(arena.listSessions, 'sessions')),
      key: wordsOf(fieldsOf(arena.listKeys, 'keys')),
    },
  };
};

export const actions: Actions = {
  signOut: async ({ request, cookies }) => {
    await change(await request.formData(), '', () => call(arena.signOut, {}, toArena()));
    forgetSession(cookies);
    redirect(303, '/sign-in');
  },
  password: async ({ request }) => {
    const form = await request.formData();
    const body = {
      current: String(form.get('current') ?? ''),
      password: String(form.get('password') ?? ''),
    };
    for (const field of ['current', 'password']) form.delete(field);
    return change(form, 'The password is changed; all other sessions have ended.', () =>
      call(arena.changePassword, { body }, toArena()),
    );
  },
  endSession: async ({ request }) => {
    const form = await request.formData();
    return change(form, 'The session has ended.', () =>
      call(arena.endSession, { params: { session: text(form, 'session') } }, toArena()),
    );
  },
  addPasskey: async ({ request }) => {
    const form = await request.formData();
    const body = { name: text(form, 'name'), ...passkeyAnswer(form) };
    for (const field of ['response', 'challenge']) form.delete(field);
    return change(form, `The passkey “${body.name}” is added.`, () =>
      call(arena.addPasskey, { body }, toArena()),
    );
  },
  deletePasskey: async ({ request }) => {
    const form = await request.formData();
    return change(form, 'The passkey is deleted.', () =>
      call(arena.deletePasskey, { params: { passkey: text(form, 'passkey') } }, toArena()),
    );
  },
  createKey: async ({ request }) => {
    const form = await request.formData();
    const scope = arena.newKeySchema.shape.scope.parse(text(form, 'scope') || undefined);
    const body = { name: text(form, 'name'), scope, ...given({ days: number(form, 'days') }) };
    return making(form, 'The key is made.', () => call(arena.createKey, { body }, toArena()));
  },
  revokeKey: async ({ request }) => {
    const form = await request.formData();
    return change(form, 'The key is revoked.', () =>
      call(arena.revokeKey, { params: { key: text(form, 'key') } }, toArena()),
    );
  },
};
