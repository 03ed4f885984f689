/** Sentences of services, by the English ones; empty in English, and filled while another language is compiled. */
export const servedTexts: Readonly<Record<string, string>> = {};
