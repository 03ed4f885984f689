import { count, decimal, percentSign } from '../words/numbers.ts';

const place = /\{(\d+)\}/;
const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);

interface Pattern {
  form: RegExp;
  /** Letters that a text must have to fit; of two that fit, the one with more says it better. */
  said: number;
  /** What each place of the English text is called, in order, and whether it stands in quotes. */
  places: { name: string; quoted: boolean }[];
  translation: string;
}

function patternOf(english: string, translation: string): Pattern {
  const pieces = english.split(place);
  const words = pieces.filter((_, nth) => nth % 2 === 0);
  return {
    form: new RegExp(`^${words.map(escaped).join('([^]*?)')}$`),
    said: words.join('').length,
    places: pieces
      .filter((_, nth) => nth % 2 === 1)
      .map((name, nth) => ({ name, quoted: /["“]$/.test(words[nth] ?? '') })),
    translation,
  };
}

/** A number that a service wrote, as the language of the page writes it; all else as it is. */
function written(value: string): string {
  if (/^\d+%$/.test(value)) return percentSign(value.slice(0, -1));
  if (/^\d{1,3}(,\d{3})+$/.test(value)) return count(Number(value.replaceAll(',', '')));
  const [, decimals] = /^\d+\.(\d+)$/.exec(value) ?? [];
  return decimals === undefined ? value : decimal(Number(value), decimals.length);
}

/**
 * Says the sentences of services in another language.
 * @param texts translations by English text; `{0}`, `{1}`, … stand for what differs from time to time
 * @returns the translation of a text, in which what is filled in is translated too unless it is quoted; undefined of a text that is not known
 */
export function sayIn(texts: Readonly<Record<string, string>>): (text: string) => string | undefined {
  const known = new Map(Object.entries(texts));
  const patterns = [...known]
    .filter(([english]) => place.test(english))
    .map(([english, translation]) => patternOf(english, translation))
    .toSorted((a, b) => b.said - a.said);

  return function say(text): string | undefined {
    const whole = known.get(text);
    if (whole !== undefined) return whole;
    for (const { form, places, translation } of patterns) {
      const found = form.exec(text);
      if (!found) continue;
      const filled = new Map(
        places.map(({ name, quoted }, nth) => {
          const words = found[nth + 1] ?? '';
          return [name, quoted ? words : (say(words) ?? written(words))];
        }),
      );
      return translation.replaceAll(/\{(\d+)\}/g, (_, name: string) => filled.get(name) ?? '');
    }
    return undefined;
  };
}
