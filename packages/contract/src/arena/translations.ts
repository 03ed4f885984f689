import { z } from '@hono/zod-openapi';

/** Languages, beside English, that a study's own texts may be given in. */
export const textLanguages = ['de', 'zh'] as const;
export type TextLanguage = 'en' | (typeof textLanguages)[number];

/** The language that texts are asked for, and come in. */
export const textLanguageSchema = z.enum(['en', ...textLanguages]);

const translationSchema = z
  .strictObject({
    title: z.string().trim().min(1).max(200).meta({
      title: 'Title',
      description: 'Title of the study in this language.',
    }),
    question: z.string().trim().min(1).max(300).meta({
      title: 'Question',
      description: 'What raters are asked about each pair, in this language.',
    }),
    consent: z.string().trim().min(1).max(5_000).meta({
      title: 'Consent',
      description: 'What raters agree to in this language; paragraphs are parted by empty lines.',
    }),
    payTerms: z.string().trim().min(1).max(300).nullable().default(null).meta({
      title: 'Pay, in words',
      description: 'What raters are told of their pay in this language; null: what `pay` says.',
    }),
  })
  .openapi('StudyTranslation');
export type StudyTranslation = z.output<typeof translationSchema>;

export const translationsSchema = z
  .strictObject({
    de: translationSchema.optional().meta({ title: 'German', description: 'The texts in German.' }),
    zh: translationSchema.optional().meta({
      title: 'Chinese',
      description: 'The texts in simplified Chinese.',
    }),
  })
  .meta({
    title: 'Translations',
    description:
      'The study’s own texts in other languages; a language that is left out shows the English ones.',
  });
export type Translations = z.output<typeof translationsSchema>;

const shownSchema = z
  .object({
    title: z.string().meta({ title: 'Title', description: 'Title of the study in this language.' }),
    question: z.string().meta({
      title: 'Question',
      description: 'What raters are asked about each pair, in this language.',
    }),
  })
  .openapi('StudyTitles');

/** What lists of studies show of them. */
export const titlesSchema = z
  .object({
    de: shownSchema.optional().meta({ title: 'German', description: 'Title and question in German.' }),
    zh: shownSchema.optional().meta({
      title: 'Chinese',
      description: 'Title and question in simplified Chinese.',
    }),
  })
  .meta({
    title: 'Translations',
    description: 'Title and question in the languages that the study has them in beside English.',
  });
