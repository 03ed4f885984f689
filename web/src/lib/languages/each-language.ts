import { languageFacts, languages } from './languages.ts';

/** The paths of a page in all languages: what a browser keeps for one holds in the others. @param page without a slash before it */
export const inEachLanguage = (page: string): string[] =>
  languages.map((one) => `${languageFacts[one].prefix}/${page}`);
