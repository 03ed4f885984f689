import { change } from '#lib/maintain/change.server.ts';
import { forMaintainers } from '#lib/maintain/for-maintainers.server.ts';
import { number, text } from '#lib/maintain/form-fields.ts';
import { dayEnd, translationsFrom } from '#lib/maintain/study-form.ts';
import { arena, call, fieldsOf, orErrorPage, toArena, wordsOf } from '#lib/server/services.ts';
import { roleHere } from '#lib/server/who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, url }) => {
  const study = await orErrorPage(call(arena.readStudy, { params }, toArena()));
  const [{ consents }, settings, here] = await forMaintainers(
    Promise.all([
      call(arena.listConsents, { params }, toArena()),
      call(arena.readSettings, { params }, toArena()),
      roleHere(params.study),
    ]),
    url,
  );
  const { consent, contact, minutes, payTerms, withdrawUntil, translations } = settings;
  return {
    study,
    consents,
    terms: { consent, contact, minutes, payTerms, withdrawUntil, translations },
    maintains: here.maintains,
    owns: here.owns,
    fields: wordsOf(fieldsOf(arena.listConsents, 'consents')),
  };
};

export const actions: Actions = {
  revise: async ({ request, params }) => {
    const form = await request.formData();
    const body = {
      consent: text(form, 'consent'),
      contact: text(form, 'contact') || null,
      minutes: number(form, 'minutes') ?? null,
      payTerms: text(form, 'pay_terms') || null,
      withdrawUntil: dayEnd(text(form, 'withdraw_until')) ?? null,
      translations: translationsFrom(form),
    };
    return change(
      form,
      'Raters are asked the text as it is below. Who agreed to another one is asked again.',
      () => call(arena.reviseConsent, { params, body }, toArena()),
    );
  },
};
