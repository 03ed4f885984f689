import { fail, redirect } from '@sveltejs/kit';
import { change } from '#lib/maintain/change.server.ts';
import { text, typed } from '#lib/maintain/form-fields.ts';
import { call, inference, orErrorPage, toInference } from '#lib/server/services.ts';
import { roleHere } from '#lib/server/who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async () => {
  if (!(await roleHere()).maintains) return { maintains: false as const };
  const { models, refused } = await orErrorPage(call(inference.listModels, {}, toInference()));
  return { maintains: true as const, models: models.map(({ slug, name }) => ({ slug, name })), refused };
};

/** What was typed, with the line ends that the service counts. */
const manifestOf = (form: FormData) => text(form, 'manifest').replaceAll('\r\n', '\n');

export const actions: Actions = {
  check: async ({ request }) => {
    const form = await request.formData();
    const body = { manifest: manifestOf(form) };
    if (body.manifest === '') return fail(422, { refused: 'Write a manifest.', typed: typed(form) });
    const check = await orErrorPage(call(inference.checkManifest, { body }, toInference()));
    return { check, typed: typed(form) };
  },
  add: async ({ request }) => {
    const form = await request.formData();
    const body = { manifest: manifestOf(form) };
    let slug = '';
    const outcome = await change(form, 'The model is added.', async () => {
      ({ slug } = await call(inference.addModel, { body }, toInference()));
    });
    if (slug) redirect(303, `/models/${slug}`);
    return outcome;
  },
};
