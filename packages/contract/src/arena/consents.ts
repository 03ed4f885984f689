import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { body, json, momentSchema, sha256Schema } from '../shared.ts';
import { raterStateSchema } from './raters.ts';
import { consentWords } from './consent-words.ts';
import { consentVersion, studyFields, studyParams, type Pay } from './studies.ts';
import { textLanguages, translationsSchema, type TextLanguage, type Translations } from './translations.ts';

/** What the text that raters agree to is made of. */
export interface ConsentTerms {
  title: string;
  consent: string;
  contact: string | null;
  minutes: number | null;
  /** What of the pay is said in words; else what `pay` says. */
  payTerms: string | null;
  pay: Pay | null;
  /** ISO 8601. */
  withdrawUntil: string | null;
  correctionWindowS: number;
  /** Whether raters say what they take images for. */
  reliance: boolean;
  /** The study's own texts in other languages. */
  translations: Translations;
}

export interface ConsentSection {
  title: string;
  paragraphs: string[];
}

/** All that a rater agrees to, in the order in which it is read, in English or in a language that the study's texts are in. */
export function consentSections(terms: ConsentTerms, language: TextLanguage = 'en'): ConsentSection[] {
  const { contact, minutes, pay, withdrawUntil, correctionWindowS, translations, reliance } = terms;
  const { consent, payTerms } = (language === 'en' ? undefined : translations[language]) ?? terms;
  const words = consentWords[language];
  const { titles } = words;
  return [
    { title: titles.agree, paragraphs: consent.split(/\n\s*\n/) },
    { title: titles.time, paragraphs: [words.time(minutes), payTerms ?? words.pay(pay)] },
    { title: titles.stored, paragraphs: [...words.stored, ...(reliance ? [words.verdictsStored] : [])] },
    {
      title: titles.stopping,
      paragraphs: [words.stopping(correctionWindowS), words.withdrawing(withdrawUntil)],
    },
    { title: titles.questions, paragraphs: [words.contact(contact)] },
  ];
}

/**
 * The text whose SHA-256, in UTF-8, is the version of a consent: titles and paragraphs, an empty line between them, first in
 * English, then in each language that the study has its texts in.
 */
export function consentText(terms: ConsentTerms): string {
  const inOthers = textLanguages.flatMap((language) => {
    const translation = terms.translations[language];
    return translation ? [{ title: translation.title, language }] : [];
  });
  return [{ title: terms.title, language: 'en' as const }, ...inOthers]
    .flatMap(({ title, language }) => [
      title,
      ...consentSections(terms, language).flatMap((section) => [section.title, ...section.paragraphs]),
    ])
    .map((part) => part.replaceAll(/\s+/g, ' ').trim().normalize('NFC'))
    .join('\n\n');
}

const tags = ['raters'];

export const agree = createRoute({
  method: 'post',
  path: '/studies/{study}/raters/me/agreement',
  operationId: 'agree',
  summary: 'Agree to a text that has changed since this rater last did',
  description: 'No ballot is drawn before that. Agreeing twice changes nothing.',
  tags,
  ...access('rater'),
  request: {
    params: studyParams,
    body: body(z.strictObject({ version: consentVersion }).openapi('Agreement')),
  },
  responses: {
    200: json(raterStateSchema, 'The rater’s state'),
    ...problemResponses(
      'invalid-request',
      'unauthenticated',
      'not-found',
      'unsupported-media-type',
      'payload-too-large',
      'consent-changed',
      'rater-withdrawn',
    ),
  },
});

export const reviseConsent = createRoute({
  method: 'put',
  path: '/studies/{study}/consent',
  operationId: 'reviseConsent',
  summary: 'Change what raters agree to (maintainers)',
  description:
    'Raters who take part are asked again before their next ballot. Texts of before are kept with those who agreed to them.',
  tags,
  ...access('maintainer'),
  request: {
    params: studyParams,
    body: body(
      z
        .strictObject({
          consent: studyFields.consent,
          contact: studyFields.contact,
          minutes: studyFields.minutes,
          payTerms: studyFields.payTerms,
          withdrawUntil: studyFields.withdrawUntil,
          translations: translationsSchema.meta({
            title: 'Translations',
            description:
              'All texts in other languages, those that stay as they are too; raters read the English ones in a language that is left out.',
          }),
        })
        .openapi('ConsentTerms'),
    ),
  },
  responses: {
    200: json(
      z
        .object({
          version: sha256Schema.meta({ title: 'Version', description: 'SHA-256 of the whole text.' }),
          versions: z.int().meta({
            title: 'Versions',
            description: 'Texts that raters of the study were asked to agree to so far.',
            unit: 'texts',
          }),
          madeAt: momentSchema.meta({ title: 'Made', description: 'When this text was first asked.' }),
        })
        .openapi('ConsentRevised'),
      'The text that is asked now',
    ),
    ...problemResponses(
      'invalid-request',
      'unauthenticated',
      'forbidden',
      'not-found',
      'unsupported-media-type',
      'payload-too-large',
      'study-not-open',
    ),
  },
});

export const consentTextSchema = z
  .object({
    version: sha256Schema.meta({
      title: 'Version',
      description: 'SHA-256 of the text in UTF-8, which is its name in exports and in the briefing.',
    }),
    madeAt: momentSchema.meta({ title: 'First asked', description: 'When raters were first asked it.' }),
    asked: z.boolean().meta({ title: 'Asked now', description: 'Whether it is what raters are asked now.' }),
    raters: z.int().meta({
      title: 'Agreed',
      description: 'Raters who agreed to this text and have not withdrawn since.',
      unit: 'raters',
    }),
    text: z.string().meta({
      title: 'Text',
      description: 'Titles and paragraphs as raters read them, with an empty line between them.',
    }),
  })
  .openapi('ConsentText');
export type ConsentText = z.infer<typeof consentTextSchema>;

export const listConsents = createRoute({
  method: 'get',
  path: '/studies/{study}/consents',
  operationId: 'listConsents',
  summary: 'Every text that raters of a study were asked to agree to (viewers)',
  description: 'A draft has asked nobody yet. Who agreed to several texts counts with each.',
  tags,
  ...access('viewer'),
  request: { params: studyParams },
  responses: {
    200: json(
      z.object({
        consents: z
          .array(consentTextSchema)
          .meta({ title: 'Texts', description: 'The newest fifty, newest first.' }),
      }),
      'The texts',
    ),
    ...problemResponses('invalid-request', 'unauthenticated', 'forbidden', 'not-found'),
  },
});
