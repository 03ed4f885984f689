import { fail, redirect } from '@sveltejs/kit';
import { answer, change } from '#lib/maintain/change.server.ts';
import { given, number, text } from '#lib/maintain/form-fields.ts';
import { wayBack } from '#lib/maintain/way-back.ts';
import { tryBlinding } from '#lib/maintain/try-blinding.server.ts';
import { newStudyFrom } from '#lib/maintain/study-form.ts';
import { isMaintainer } from '#lib/server/check-maintainer.ts';
import { signIn, signOut } from '#lib/server/maintainer-cookie.ts';
import {
  arena,
  call,
  catalog,
  fieldsOf,
  orErrorPage,
  toArena,
  toCatalog,
  wordsOf,
} from '#lib/server/services.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const signedIn = locals.maintainer !== undefined && (await orErrorPage(isMaintainer(locals.maintainer)));
  if (!signedIn) return { signedIn: false as const, back: url.searchParams.get('back') };
  const [{ studies }, { datasets }, { sources }] = await orErrorPage(
    Promise.all([
      call(arena.listStudies, {}, toArena()),
      call(catalog.listDatasets, {}, toCatalog()),
      call(catalog.listSources, {}, toCatalog()),
    ]),
  );
  return {
    signedIn: true as const,
    studies,
    datasets,
    sources,
    fields: wordsOf(fieldsOf(arena.listStudies, 'studies'), 'title', 'status', 'arms', 'images', 'votes'),
  };
};

export const actions: Actions = {
  signIn: async ({ request, cookies, url }) => {
    const token = (await request.formData()).get('token');
    if (typeof token !== 'string' || token.trim() === '')
      return fail(422, { refused: 'Enter the maintainers’ token.' });
    if (!(await orErrorPage(isMaintainer(token.trim()))))
      return fail(401, {
        refused:
          'That is not the maintainers’ token. It stands in the arena service’s settings (MAINTAINER_TOKEN).',
      });
    signIn(cookies, token.trim(), url);
    redirect(303, wayBack(url.searchParams.get('back')));
  },
  signOut: ({ cookies }) => {
    signOut(cookies);
    redirect(303, '/maintain');
  },
  create: async ({ request, locals }) => {
    const form = await request.formData();
    const body = newStudyFrom(form);
    return change(form, `“${body.title}” is a draft now; open it to let people vote.`, () =>
      call(arena.createStudy, { body }, toArena(locals.maintainer)),
    );
  },
  delete: async ({ request, locals }) => {
    const form = await request.formData();
    const study = String(form.get('study'));
    return change(form, `The draft “${study}” is deleted.`, () =>
      call(arena.deleteDraft, { params: { study } }, toArena(locals.maintainer)),
    );
  },
  open: async ({ request, locals }) => {
    const form = await request.formData();
    const study = String(form.get('study'));
    const said = `“${study}” is open. Its page says in a minute whether its arms can be told by their look.`;
    return change(form, said, async () => {
      const params = { study };
      // In requests that each end soon: pictures for raters of a large study take minutes.
      for (;;) {
        const { made, total } = await call(arena.prepareStudy, { params }, toArena(locals.maintainer));
        if (made === total) break;
      }
      return call(arena.openStudy, { params }, toArena(locals.maintainer));
    });
  },
  invite: async ({ request, locals }) => {
    const form = await request.formData();
    const study = text(form, 'study');
    const cohort = text(form, 'cohort') === 'prolific' ? ('prolific' as const) : ('invited' as const);
    const body = {
      cohort,
      ...given({ count: number(form, 'count'), uses: number(form, 'uses'), days: number(form, 'days') }),
    };
    let made: arena.InvitationsMade | null = null;
    const outcome = await change(form, 'The links are made.', async () => {
      const asked = { params: { study }, body };
      made = await call(arena.createInvitations, asked, toArena(locals.maintainer));
    });
    return made ? { ...outcome, made } : outcome;
  },
  audit: async ({ request, locals }) => {
    const form = await request.formData();
    const study = String(form.get('study'));
    return answer(form, () => tryBlinding(study, toArena(locals.maintainer)));
  },
  close: async ({ request, locals }) => {
    const form = await request.formData();
    const study = String(form.get('study'));
    return change(form, `“${study}” is closed; its leaderboard stays.`, () =>
      call(arena.closeStudy, { params: { study } }, toArena(locals.maintainer)),
    );
  },
};
