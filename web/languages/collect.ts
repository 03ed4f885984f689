import { pluralKey } from './catalogue.ts';
import { readSource, sourceFiles } from './sources.ts';
import { translate } from './texts.ts';

/** All texts of the site, in English. */
export function collect(): { messages: Set<string>; plurals: Set<string> } {
  const messages = new Set<string>();
  const plurals = new Set<string>();
  for (const file of sourceFiles())
    translate(readSource(file), file, {
      message: (text) => {
        messages.add(text);
        // What stands within one that is translated as a whole is no message of its own.
        return text;
      },
      plural: (one, many) => {
        plurals.add(pluralKey(one, many));
        return undefined;
      },
      path: (path) => path,
    });
  return { messages, plurals };
}
