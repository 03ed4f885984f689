import { tag } from '../languages/language.ts';
import type { catalog } from '@fakexplain/contract';

/** What a dataset's kind is called on the page. */
export const kindWords: Record<catalog.Dataset['kind'], string> = {
  in_distribution: 'In distribution',
  ood: 'Out of distribution',
  demo: 'Demo',
  other: 'Other',
};

const languages = new Intl.DisplayNames(tag, { type: 'language' });

/** What a language is called on the page. @param tag BCP 47 */
export const languageName = (tag: string): string => languages.of(tag) ?? tag;

/** What the reference regions of a dataset mean; scores are never averaged across meanings. */
export const localisationWords: Record<catalog.Dataset['localisation'], string> = {
  visible_artifact: 'what a person sees is wrong',
  manipulated_region: 'what was altered',
  whole_image: 'the whole image, as all of it is generated',
};
