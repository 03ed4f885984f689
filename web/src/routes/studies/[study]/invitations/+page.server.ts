import { encodeQR } from 'qr';
import { change } from '#lib/maintain/change.server.ts';
import { text } from '#lib/maintain/form-fields.ts';
import { newInvitationsFrom } from '#lib/maintain/invite-form.ts';
import { arena, call, fieldsOf, orErrorPage, toArena, wordsOf } from '#lib/server/services.ts';
import { roleHere } from '#lib/server/who.ts';
import type { Actions, PageServerLoad } from './$types';

/** Links of which a picture is made; of more, each is sent to one person anyway. */
const mostPictures = 12;

export const load: PageServerLoad = async ({ params, url }) => {
  const study = await orErrorPage(call(arena.readStudy, { params }, toArena()));
  const { views, owns } = await roleHere(params.study);
  const page = Math.max(1, Number.parseInt(url.searchParams.get('page') ?? '1', 10) || 1);
  return {
    study,
    page,
    owns,
    presets: {
      ...Object.fromEntries(Object.entries(arena.panelPresets).map(([name, { title }]) => [name, title])),
      other: 'another panel, or a frame',
    },
    fields: {
      invitation: wordsOf(fieldsOf(arena.listInvitations, 'invitations')),
      participant: wordsOf(fieldsOf(arena.listParticipants, 'participants')),
    },
    ...(views ? await readLists(params, page) : nothing),
  };
};

/** What those see who are no maintainers. */
const nothing = { invitations: null, participants: null };

async function readLists(params: { study: string }, page: number) {
  const [{ invitations }, participants] = await orErrorPage(
    Promise.all([
      call(arena.listInvitations, { params }, toArena()),
      call(arena.listParticipants, { params, query: { page } }, toArena()),
    ]),
  );
  return { invitations, participants };
}

export const actions: Actions = {
  invite: async ({ request, params, url }) => {
    const form = await request.formData();
    let made: arena.InvitationsMade | null = null;
    const outcome = await change(form, 'The links are made.', async () => {
      made = await call(arena.createInvitations, { params, body: newInvitationsFrom(form) }, toArena());
    });
    if (made === null) return outcome;
    const { paths, ...rest }: arena.InvitationsMade = made;
    const links = paths.map((path) => `${url.origin}${path}`);
    // What a panel fills in has no place in a picture.
    const pictures = rest.panel ? [] : links.slice(0, mostPictures);
    return {
      ...outcome,
      made: { places: rest.places, expiresAt: rest.expiresAt, panel: rest.panel?.name ?? null, links },
      pictures: pictures.map((link) => ({ link, svg: encodeQR(link, 'svg', { ecc: 'medium' }) })),
    };
  },
  revoke: async ({ request, params }) => {
    const form = await request.formData();
    const asked = { params: { ...params, invitation: text(form, 'invitation') } };
    return change(form, 'The invitation is taken back. Who came by it goes on.', () =>
      call(arena.revokeInvitation, asked, toArena()),
    );
  },
  paid: async ({ request, params }) => {
    const form = await request.formData();
    const participants = form.getAll('participant').filter((id) => typeof id === 'string');
    return change(form, 'It is noted who is paid.', () =>
      call(arena.notePaid, { params, body: { participants } }, toArena()),
    );
  },
};
