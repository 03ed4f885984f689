import { redirect } from '@sveltejs/kit';
import { answer, change } from '#lib/maintain/change.server.ts';
import { text } from '#lib/maintain/form-fields.ts';
import { tryBlinding } from '#lib/maintain/try-blinding.server.ts';
import { newStudyFrom } from '#lib/maintain/study-form.ts';
import {
  arena,
  call,
  catalog,
  fieldsOf,
  orErrorPage,
  send,
  toArena,
  toCatalog,
  wordsOf,
} from '#lib/server/services.ts';
import { requireMe, roleHere } from '#lib/server/who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async () => {
  const me = await requireMe();
  const { maintains } = await roleHere();
  const [{ studies }, { studies: archived }, { datasets }, { sources }] = await orErrorPage(
    Promise.all([
      call(arena.listStudies, { query: {} }, toArena()),
      call(arena.listStudies, { query: { archived: 'only' } }, toArena()),
      call(catalog.listDatasets, {}, toCatalog()),
      call(catalog.listSources, {}, toCatalog()),
    ]),
  );
  return {
    me,
    maintains,
    /** Studies that who is signed in looks after, where not all. */
    own: me.studies.flatMap(({ slug, role }) => (role === 'viewer' ? [] : [slug])),
    studies,
    archived,
    datasets,
    sources,
    fields: wordsOf(fieldsOf(arena.listStudies, 'studies'), 'title', 'status', 'arms', 'images', 'votes'),
  };
};

export const actions: Actions = {
  create: async ({ request }) => {
    const form = await request.formData();
    const body = newStudyFrom(form);
    const outcome = await change(form, 'Made.', () => call(arena.createStudy, { body }, toArena()));
    // Its own page says what is in the way of opening it.
    if ('done' in outcome) redirect(303, `/studies/${body.slug}/edit?saved`);
    return outcome;
  },
  duplicate: async ({ request }) => {
    const form = await request.formData();
    const [params, slug] = [{ study: text(form, 'study') }, text(form, 'slug')];
    const outcome = await change(form, 'Made.', () =>
      call(arena.duplicateStudy, { params, body: { slug } }, toArena()),
    );
    if ('done' in outcome) redirect(303, `/studies/${slug}/edit?saved`);
    return outcome;
  },
  version: async ({ request }) => {
    const form = await request.formData();
    let slug = '';
    const outcome = await change(form, 'Made.', async () => {
      const asked = { params: { study: text(form, 'study') }, body: {} };
      ({ slug } = await call(arena.makeVersion, asked, toArena()));
    });
    if ('done' in outcome) redirect(303, `/studies/${slug}/edit?saved`);
    return outcome;
  },
  delete: async ({ request }) => {
    const form = await request.formData();
    const study = String(form.get('study'));
    return change(form, `The draft “${study}” is deleted.`, () =>
      call(arena.deleteDraft, { params: { study } }, toArena()),
    );
  },
  open: async ({ request }) => {
    const form = await request.formData();
    const study = String(form.get('study'));
    const said = `“${study}” is open. Its page says in a minute whether its arms can be told by their look.`;
    return change(form, said, async () => {
      const params = { study };
      // In requests that each end soon: pictures for raters of a large study take minutes.
      for (;;) {
        const { made, total } = await call(arena.prepareStudy, { params }, toArena());
        if (made === total) break;
      }
      return call(arena.openStudy, { params }, toArena());
    });
  },
  audit: async ({ request }) => {
    const form = await request.formData();
    const study = String(form.get('study'));
    return answer(form, () => tryBlinding(study, toArena()));
  },
  pause: ({ request }) =>
    move(request, arena.pauseStudy, 'is paused: nobody new can come, and no ballot is drawn.'),
  resume: ({ request }) => move(request, arena.resumeStudy, 'goes on: raters may come again.'),
  close: ({ request }) => move(request, arena.closeStudy, 'is closed; its leaderboard stays.'),
  archive: ({ request }) =>
    move(request, arena.archiveStudy, 'is archived: it is in no list, and its pages stay.'),
  restore: ({ request }) => move(request, arena.restoreStudy, 'is in lists again.'),
};

type Move =
  | typeof arena.pauseStudy
  | typeof arena.resumeStudy
  | typeof arena.closeStudy
  | typeof arena.archiveStudy
  | typeof arena.restoreStudy;

async function move(request: Request, route: Move, said: string) {
  const form = await request.formData();
  const study = text(form, 'study');
  return change(form, `“${study}” ${said}`, () => send(route, { params: { study } }, toArena()));
}
