import { redirect } from '@sveltejs/kit';
import { sendFile } from '#lib/imports/send-file.server.ts';
import { change } from '#lib/maintain/change.server.ts';
import { call, catalog, orErrorPage, toCatalog } from '#lib/server/services.ts';
import { roleHere } from '#lib/server/who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ depends }) => {
  depends('app:imports');
  if (!(await roleHere()).maintains) return { maintains: false as const };
  return { maintains: true as const, ...(await orErrorPage(call(catalog.listImports, {}, toCatalog()))) };
};

export const actions: Actions = {
  /** For browsers without scripts: a file in one request, which may have as many bytes as the site takes. */
  send: async ({ request }) => {
    const form = await request.formData();
    const file = form.get('file');
    let id = '';
    const outcome = await change(form, 'The file is here.', async () => {
      if (file instanceof File && file.size > 0) id = await sendFile(file);
    });
    if (id) redirect(303, `/maintain/imports/${id}`);
    return outcome;
  },
};
