import type { arena } from '@fakexplain/contract';
import { langOf, language } from './language.ts';

interface StudyTexts {
  title: string;
  question: string;
  /** Where they are in another language than the page. */
  lang: string | undefined;
}

/** Title and question of a study, in the language of the page where the study has them in it. */
export function studyTexts({
  title,
  question,
  translations,
}: Pick<arena.Study, 'title' | 'question' | 'translations'>): StudyTexts {
  const translation = language === 'en' ? undefined : translations[language];
  return translation ? { ...translation, lang: undefined } : { title, question, lang: langOf('en') };
}
