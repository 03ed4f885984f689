import { fail, redirect } from '@sveltejs/kit';
import { completeTrial } from '#lib/try/ask-model.server.ts';
import { acceptedTypes } from '#lib/try/image.ts';
import { readSample } from '#lib/try/samples.server.ts';
import { readOffer, readTriable } from '#lib/try/triable.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ request }) => {
  if (request.method === 'GET') redirect(303, '/try');
  return readOffer();
};

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    const chosen = form.getAll('model').map(String);
    const sent = form.getAll('image').find((part) => part instanceof File && part.size > 0);
    const file = sent ?? (await readSample(String(form.get('sample') ?? '')));
    const models = (await readTriable()).filter(({ slug }) => chosen.includes(slug));
    if (!(file instanceof File)) return fail(422, { chosen, refused: 'Choose an image first.' });
    if (models.length === 0) return fail(422, { chosen, refused: 'Choose a model, or two.' });
    if (models.length > 2) return fail(422, { chosen, refused: 'Two models at most can be asked at once.' });

    const image = new Uint8Array(await file.arrayBuffer());
    const trials = await Promise.all(models.map((model) => completeTrial(model, image, event)));
    const type = acceptedTypes.includes(file.type) ? file.type : 'application/octet-stream';
    return { chosen, trials, image: `data:${type};base64,${Buffer.from(image).toString('base64')}` };
  },
};
