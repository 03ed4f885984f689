import type { arena } from '@fakexplain/contract';
import { given, number, text, texts, type Typed } from './form-fields.ts';

/** One of the words that a field may hold, or `undefined`, so that the service's default holds. */
const choice = <const Words extends readonly string[]>(form: FormData, key: string, words: Words) =>
  words.find((word): word is Words[number] => word === form.get(key));

const questions = ['overall', 'where', 'why', 'verdict'] as const;
const leftOutParts = ['tags', 'filler', 'verdict'] as const;

/** The last moment of a day, UTC; what is no day is sent as it is, for the service to refuse. */
export const dayEnd = (day: string): string | undefined =>
  day === '' ? undefined : /^\d{4}-\d\d-\d\d$/.test(day) ? `${day}T23:59:59Z` : day;

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

/** The main question first, then the others in their usual order. */
function questionsFrom(form: FormData): arena.StudyQuestion[] {
  const main = choice(form, 'main_question', questions) ?? 'overall';
  return [main, ...questions.filter((one) => one !== main && texts(form, 'questions').includes(one))];
}

/** None where nothing of it is given. */
function pay(form: FormData): arena.NewStudy['pay'] | undefined {
  const amount = number(form, 'pay_amount');
  if (amount === undefined) return undefined;
  const per = form.get('pay_per') === 'rater' ? ('rater' as const) : ('hour' as const);
  return { amount, currency: text(form, 'pay_currency').toUpperCase(), per };
}

type Arm = arena.NewStudy['arms'][number];

/**
 * The chosen arms: those that the draft has as they are, under the names of the form, then the new ones. Format controls
 * beyond the first one stay.
 */
function armsFrom(form: FormData, before: readonly Arm[]): Arm[] {
  const chosen = texts(form, 'arms');
  const control = text(form, 'format_control');
  const firstControl = before.findIndex(({ kind }) => kind === 'format_control');
  const kept = before.flatMap((arm, index) => {
    const stays =
      arm.kind === 'format_control'
        ? index !== firstControl || arm.source === control
        : chosen.includes(arm.source);
    return stays ? [{ ...arm, name: text(form, `arm_name_${index}`) || arm.name }] : [];
  });
  const has = (source: string, kind: 'source' | 'format_control') =>
    kept.some((arm) => arm.source === source && (arm.kind ?? 'source') === kind);
  return [
    ...kept,
    ...chosen.filter((source) => !has(source, 'source')).map((source) => ({ source })),
    ...(control && !has(control, 'format_control')
      ? [{ source: control, kind: 'format_control' as const }]
      : []),
  ];
}

/** A study's own texts in other languages; a language of which nothing is typed is left out. */
export function translationsFrom(form: FormData): arena.Translations {
  const of = (language: string) => {
    const [title = '', question = '', consent = '', payTerms = ''] = [
      'title',
      'question',
      'consent',
      'pay_terms',
    ].map((key) => text(form, `${key}_${language}`));
    return title || question || consent || payTerms
      ? { title, question, consent, payTerms: payTerms || null }
      : undefined;
  };
  return given({ de: of('de'), zh: of('zh') });
}

/** What would be typed for them. */
export const typedTranslations = ({ de, zh }: arena.Translations): Typed =>
  Object.fromEntries(
    Object.entries({ ...(de && { de }), ...(zh && { zh }) }).flatMap(([language, translation]) => [
      [`title_${language}`, translation.title],
      [`question_${language}`, translation.question],
      [`consent_${language}`, translation.consent],
      [`pay_terms_${language}`, translation.payTerms ?? ''],
    ]),
  );

/**
 * The request that makes a study, or changes a draft, from the form's fields. Nothing is judged here: the service says what
 * is wrong. Percentages of the form become shares.
 * @param before arms of the draft that is changed
 */
export function newStudyFrom(form: FormData, before: readonly Arm[] = []): arena.NewStudy {
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
    arms: armsFrom(form, before),
    ...given({
      results: choice(form, 'results', ['hidden', 'delayed', 'live']),
      embargo: choice(form, 'embargo', ['everything', 'images', 'nothing']),
      leaveOut: leftOutParts.filter((part) => texts(form, 'leave_out').includes(part)),
      question: text(form, 'question') || undefined,
      questions: questionsFrom(form),
      strength: form.get('strength') === 'on',
      reliance: form.get('reliance') === 'on',
      translations: translationsFrom(form),
      ballotsPerRater: number(form, 'ballots_per_rater'),
      plannedVotes: number(form, 'planned_votes'),
      pay: pay(form),
      correctionWindowS: number(form, 'correction_window_s'),
      ballotTtlS: number(form, 'ballot_ttl_s'),
      repeatShare: share('repeat_percent'),
      checkShare: share('check_percent'),
      equivalenceMargin: share('margin_percent'),
      seed: number(form, 'seed'),
      soundSource: text(form, 'sound_source') || undefined,
      contact: text(form, 'contact') || undefined,
      minutes: number(form, 'minutes'),
      payTerms: text(form, 'pay_terms') || undefined,
      places: number(form, 'places'),
      placeHoldMinutes: number(form, 'place_hold_minutes'),
      withdrawUntil: dayEnd(text(form, 'withdraw_until')),
      requiredPractice: number(form, 'required_practice'),
      returnCodes: returnCodes(form),
    }),
  };
}

const typedNumber = (value: number | null): string => (value === null ? '' : String(value));
const typedPercent = (share: number): string => String(Number((share * 100).toPrecision(12)));

/** What would be typed into the form for a study. */
export function typedOf(study: arena.StudySettings): Typed {
  return {
    ...Object.fromEntries(study.arms.map(({ name }, index) => [`arm_name_${index}`, name ?? ''])),
    slug: study.slug,
    title: study.title,
    question: study.question,
    main_question: study.questions[0] ?? 'overall',
    questions: study.questions.slice(1),
    strength: study.strength ? 'on' : '',
    reliance: study.reliance ? 'on' : '',
    ...typedTranslations(study.translations),
    consent: study.consent,
    contact: study.contact ?? '',
    demo: study.demo ? 'on' : '',
    policy: study.policy,
    datasets: study.datasets,
    arms: study.arms.filter(({ kind }) => kind === 'source').map(({ source }) => source),
    format_control: study.arms.find(({ kind }) => kind === 'format_control')?.source ?? '',
    results: study.results,
    embargo: study.embargo,
    leave_out: study.leaveOut,
    ballots_per_rater: typedNumber(study.ballotsPerRater),
    planned_votes: typedNumber(study.plannedVotes),
    pay_amount: typedNumber(study.pay?.amount ?? null),
    pay_currency: study.pay?.currency ?? '',
    pay_per: study.pay?.per ?? '',
    correction_window_s: String(study.correctionWindowS),
    ballot_ttl_s: String(study.ballotTtlS),
    repeat_percent: typedPercent(study.repeatShare),
    check_percent: typedPercent(study.checkShare),
    margin_percent: typedPercent(study.equivalenceMargin),
    seed: String(study.seed),
    sound_source: study.soundSource ?? '',
    minutes: typedNumber(study.minutes),
    pay_terms: study.payTerms ?? '',
    places: typedNumber(study.places),
    place_hold_minutes: String(study.placeHoldMinutes),
    withdraw_until: study.withdrawUntil?.slice(0, 10) ?? '',
    required_practice: String(study.requiredPractice),
    completed_code: study.returnCodes?.completed ?? '',
    screened_out_code: study.returnCodes?.screenedOut ?? '',
    declined_code: study.returnCodes?.declined ?? '',
  };
}
