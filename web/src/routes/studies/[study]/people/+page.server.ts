import { change, making } from '#lib/maintain/change.server.ts';
import { given, number, text } from '#lib/maintain/form-fields.ts';
import { arena, call, fieldsOf, orErrorPage, toArena, wordsOf } from '#lib/server/services.ts';
import { requireOwner } from '#lib/server/who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params }) => {
  const me = await requireOwner(params.study);
  const [study, { people }, { invitations }] = await orErrorPage(
    Promise.all([
      call(arena.readStudy, { params }, toArena()),
      call(arena.listStudyPeople, { params }, toArena()),
      call(arena.listStudyPersonInvitations, { params }, toArena()),
    ]),
  );
  return {
    me,
    study,
    people,
    invitations,
    fields: {
      person: wordsOf(fieldsOf(arena.listStudyPeople, 'people')),
      invitation: wordsOf(fieldsOf(arena.listStudyPersonInvitations, 'invitations')),
    },
  };
};

const role = arena.newAccountInvitationSchema.shape.role;
const roleOrNone = arena.personChangeSchema.shape.role.unwrap();

export const actions: Actions = {
  invite: async ({ request, params }) => {
    const form = await request.formData();
    const body = {
      role: role.catch('viewer').parse(text(form, 'role')),
      note: text(form, 'note'),
      ...given({ days: number(form, 'days') }),
    };
    return making(form, 'The link is made.', () =>
      call(arena.createStudyPersonInvitation, { params, body }, toArena()),
    );
  },
  revokeInvitation: async ({ request, params }) => {
    const form = await request.formData();
    const asked = { params: { ...params, invitation: text(form, 'invitation') } };
    return change(form, 'The link is no longer good.', () =>
      call(arena.revokeStudyPersonInvitation, asked, toArena()),
    );
  },
  role: async ({ request, params }) => {
    const form = await request.formData();
    const body = { role: roleOrNone.catch('none').parse(text(form, 'role')) };
    const asked = { params: { ...params, person: text(form, 'person') }, body };
    return change(form, 'The role is changed.', () => call(arena.setStudyRole, asked, toArena()));
  },
};
