import type { arena } from '@fakexplain/contract';
import { given, number, text, texts } from './form-fields.ts';

/** One of the words that a field may hold, or `undefined`, so that the service's default holds. */
const choice = <const Words extends readonly string[]>(form: FormData, key: string, words: Words) =>
  words.find((word): word is Words[number] => word === form.get(key));

const leftOutParts = ['tags', 'filler', 'verdict'] as const;

/** None where no code is given. */
function returnCodes(form: FormData): arena.NewStudy['returnCodes'] | undefined {
  const code = (key: string) => text(form, key) || null;
  const [completed, screenedOut, declined] = [
    code('completed_code'),
    code('screened_out_code'),
    code('declined_code'),
  ];
  if (!completed && !screenedOut && !declined) return undefined;
  return { completed: completed ?? '', screenedOut, declined };
}

/**
 * The request that makes a study, from the form's fields. Nothing is judged here: the service says what is wrong.
 * Percentages of the form become shares.
 */
export function newStudyFrom(form: FormData): arena.NewStudy {
  const control = text(form, 'format_control');
  const share = (key: string) => {
    const value = number(form, key);
    return value === undefined ? undefined : value / 100;
  };
  return {
    slug: text(form, 'slug'),
    title: text(form, 'title'),
    consent: text(form, 'consent'),
    demo: form.get('demo') === 'on',
    policy: form.get('policy') === 'uncertainty' ? 'uncertainty' : 'balanced',
    datasets: texts(form, 'datasets'),
    arms: [
      ...texts(form, 'arms').map((source) => ({ source })),
      ...(control ? [{ source: control, kind: 'format_control' as const }] : []),
    ],
    ...given({
      results: choice(form, 'results', ['hidden', 'delayed', 'live']),
      embargo: choice(form, 'embargo', ['everything', 'images', 'nothing']),
      leaveOut: leftOutParts.filter((part) => texts(form, 'leave_out').includes(part)),
      question: text(form, 'question') || undefined,
      ballotsPerRater: number(form, 'ballots_per_rater'),
      repeatShare: share('repeat_percent'),
      checkShare: share('check_percent'),
      equivalenceMargin: share('margin_percent'),
      seed: number(form, 'seed'),
      soundSource: text(form, 'sound_source') || undefined,
      contact: text(form, 'contact') || undefined,
      requiredPractice: number(form, 'required_practice'),
      returnCodes: returnCodes(form),
    }),
  };
}
