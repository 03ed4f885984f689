import { isLanguage, languageFacts, type Language } from './languages.ts';

const built: unknown = import.meta.env?.VITE_LANGUAGE;

/** The language that this build of the site speaks: each has its own. */
export const language: Language = typeof built === 'string' && isLanguage(built) ? built : 'en';

export const { prefix, tag } = languageFacts[language];

/** The `lang` of a text in a language; none where the page itself is in it. */
export const langOf = (of: Language): string | undefined =>
  of === language ? undefined : languageFacts[of].tag;
