/** Languages of the site, English first: its pages have no prefix. */
export const languages = ['en', 'de', 'zh'] as const;
export type Language = (typeof languages)[number];

interface Facts {
  /** What the language calls itself. */
  name: string;
  /** BCP 47, as `lang` and `hreflang` say it. */
  tag: string;
  /** What addresses of its pages begin with. */
  prefix: '' | `/${string}`;
}

export const languageFacts: Record<Language, Facts> = {
  en: { name: 'English', tag: 'en', prefix: '' },
  de: { name: 'Deutsch', tag: 'de', prefix: '/de' },
  zh: { name: '简体中文', tag: 'zh-Hans', prefix: '/zh' },
};

export const isLanguage = (text: string): text is Language => languages.some((one) => one === text);

/** The language of an address, and the address that its English page has. @param path begins with `/` */
export function languageOf(path: string): { language: Language; path: string } {
  const [, first = '', rest = ''] = /^\/([^/]*)(.*)$/s.exec(path) ?? [];
  return first !== 'en' && isLanguage(first)
    ? { language: first, path: rest === '' ? '/' : rest }
    : { language: 'en', path };
}

/** The address of an English page's twin. @param path of the English page */
export const pathIn = (language: Language, path: string): string => {
  const { prefix } = languageFacts[language];
  return `${prefix}${path}`;
};
