import { change, making } from '#lib/maintain/change.server.ts';
import { given, number, text } from '#lib/maintain/form-fields.ts';
import { arena, call, fieldsOf, orErrorPage, toArena, wordsOf } from '#lib/server/services.ts';
import { requireOwner } from '#lib/server/who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async () => {
  const me = await requireOwner();
  const [{ people }, { invitations }, { keys }, { studies }] = await orErrorPage(
    Promise.all([
      call(arena.listPeople, {}, toArena()),
      call(arena.listAccountInvitations, {}, toArena()),
      call(arena.listAllKeys, {}, toArena()),
      call(arena.listStudies, { query: {} }, toArena()),
    ]),
  );
  return {
    me,
    people,
    invitations,
    keys,
    studies: studies.map(({ slug, title }) => ({ slug, title })),
    fields: {
      person: wordsOf(fieldsOf(arena.listPeople, 'people')),
      invitation: wordsOf(fieldsOf(arena.listAccountInvitations, 'invitations')),
      key: wordsOf(fieldsOf(arena.listAllKeys, 'keys')),
    },
  };
};

const role = arena.newAccountInvitationSchema.shape.role;
const roleOrNone = arena.personChangeSchema.shape.role.unwrap();

export const actions: Actions = {
  invite: async ({ request }) => {
    const form = await request.formData();
    const study = text(form, 'study');
    const body = {
      role: role.catch('viewer').parse(text(form, 'role')),
      note: text(form, 'note'),
      ...given({ days: number(form, 'days') }),
    };
    return making(form, 'The link is made.', () =>
      study === ''
        ? call(arena.createAccountInvitation, { body }, toArena())
        : call(arena.createStudyPersonInvitation, { params: { study }, body }, toArena()),
    );
  },
  revokeInvitation: async ({ request }) => {
    const form = await request.formData();
    return change(form, 'The link is no longer good.', () =>
      call(arena.revokeAccountInvitation, { params: { invitation: text(form, 'invitation') } }, toArena()),
    );
  },
  role: async ({ request }) => {
    const form = await request.formData();
    const body = { role: roleOrNone.catch('none').parse(text(form, 'role')) };
    return change(form, 'The role is changed.', () =>
      call(arena.changePerson, { params: { person: text(form, 'person') }, body }, toArena()),
    );
  },
  studyRole: async ({ request }) => {
    const form = await request.formData();
    const params = { study: text(form, 'study'), person: text(form, 'person') };
    const body = { role: roleOrNone.catch('none').parse(text(form, 'role')) };
    return change(form, 'The role is changed.', () => call(arena.setStudyRole, { params, body }, toArena()));
  },
  disable: async ({ request }) => {
    const form = await request.formData();
    const disabled = text(form, 'disabled') === 'true';
    const said = disabled
      ? 'The account is disabled; its sessions and keys have ended.'
      : 'The account is enabled.';
    return change(form, said, () =>
      call(arena.changePerson, { params: { person: text(form, 'person') }, body: { disabled } }, toArena()),
    );
  },
  revokeKey: async ({ request }) => {
    const form = await request.formData();
    return change(form, 'The key is revoked.', () =>
      call(arena.revokeAnyKey, { params: { key: text(form, 'key') } }, toArena()),
    );
  },
};
