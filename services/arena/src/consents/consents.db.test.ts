import { createHash } from 'node:crypto';
import { arena, call, ServiceProblem } from '@fakexplain/contract';
import { type Catalog, fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cast, draw, startArena, type TestArena } from '../testing/start-arena.ts';

let service: TestArena;
let catalog: Catalog;

beforeAll(async () => {
  service = await startArena();
  catalog = await fillCatalog(service.database.db, { images: 6, sources: ['one', 'two'] });
});
afterAll(() => service.close());

const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'accepted',
    (error: unknown) => (error instanceof ServiceProblem ? `${error.problem.status} ${error.slug}` : error),
  );

async function open(changes: Partial<arena.NewStudy> = {}) {
  const study = newStudy(catalog, changes);
  await service.openStudy(study);
  const params = { study: study.slug };
  const terms = {
    consent: study.consent,
    contact: study.contact ?? null,
    minutes: study.minutes ?? null,
    payTerms: study.payTerms ?? null,
    withdrawUntil: study.withdrawUntil ?? null,
    translations: study.translations ?? {},
  };
  const briefing = () => call(arena.readBriefing, { params, query: {} }, service.as());
  const revise = (change: Partial<typeof terms>, as = service.maintainer) =>
    call(arena.reviseConsent, { params, body: { ...terms, ...change } }, as);
  const enrol = (version: string | null = null) =>
    call(arena.enrol, { params, body: { consent: true, version } }, service.as());
  return { slug: study.slug, params, briefing, revise, enrol };
}

test('the version is the SHA-256 of all that is read, and kept with its text and with each rater', async () => {
  const { params, briefing, enrol } = await open({
    consent: 'One.\n\nTwo.',
    contact: 'lab@example.org',
    minutes: 12,
    payTerms: '2 € by Prolific.',
    withdrawUntil: '2026-03-01T12:00:00.000Z',
  });
  const { agreement, title } = await briefing();
  const read = [title, ...agreement.sections.flatMap(({ title, paragraphs }) => [title, ...paragraphs])].join(
    '\n\n',
  );
  expect(agreement.version).toBe(createHash('sha256').update(read).digest('hex'));
  for (const said of [
    'One.',
    'Two.',
    'lab@example.org',
    'about 12 minutes',
    '2 € by Prolific.',
    'until 2026-03-01 12:00 UTC',
  ])
    expect(read).toContain(said);
  const { rater, consentedAt } = await enrol(agreement.version);
  const kept = await service.database.sql`
    select c.text, a.consent_hash as version, a.agreed_at as at from arena.agreements a
    join arena.raters r on r.id = a.rater_id
    join arena.consents c on c.hash = a.consent_hash and c.study_id = r.study_id where a.rater_id = ${rater}`;
  expect(kept).toMatchObject([{ text: read, version: agreement.version }]);
  expect(new Date(String(kept[0]?.['at'])).toISOString()).toBe(consentedAt);
  expect(
    await refusal(
      call(arena.enrol, { params, body: { consent: true, version: '0'.repeat(64) } }, service.as()),
    ),
  ).toBe('409 consent-changed');
});

test.each([
  ['consent', { consent: 'Another text.' }],
  ['contact', { contact: 'someone@example.org' }],
  ['duration', { minutes: 5 }],
  ['pay', { payTerms: 'Nothing but thanks.' }],
])(
  'a changed %s asks again before the next ballot, and the ballot at hand still counts',
  async (_, change) => {
    const { slug, params, briefing, revise, enrol } = await open();
    const before = (await briefing()).agreement.version;
    const rater = await service.enrol(slug);
    const [ballot] = (await draw(rater, slug)).ballots;
    service.clock.pass(10);
    const revised = await revise(change);
    expect(revised).toMatchObject({ versions: 2, madeAt: service.clock.now().toISOString() });
    const after = (await briefing()).agreement.version;
    expect(after).toBe(revised.version);
    expect(after).not.toBe(before);
    const state = () => call(arena.readProgress, { params }, rater.as);
    expect(await state()).toMatchObject({ agreed: false });
    expect((await cast(rater, ballot?.id ?? '', { choice: 'tie' })).status).toBe(201);
    expect(await refusal(draw(rater, slug))).toBe('409 consent-changed');
    const agree = (version: string) => call(arena.agree, { params, body: { version } }, rater.as);
    // Who read the text of before cannot agree to the new one.
    expect(await refusal(agree(before))).toBe('409 consent-changed');
    expect(await refusal(enrol(before))).toBe('409 consent-changed');
    expect(await agree(after)).toMatchObject({ agreed: true });
    expect((await draw(rater, slug)).ballots).toHaveLength(1);
    const kept = await service.database.sql<{ hash: string }[]>`
    select consent_hash as hash from arena.agreements where rater_id = ${rater.rater} order by agreed_at`;
    expect(kept.map(({ hash }) => hash)).toEqual([before, after]);
    const { consents } = await call(arena.listConsents, { params }, service.maintainer);
    expect(consents).toMatchObject([
      { version: after, asked: true, raters: 1, madeAt: revised.madeAt },
      { version: before, asked: false, raters: 1 },
    ]);
    for (const { version, text } of consents)
      expect(createHash('sha256').update(text).digest('hex')).toBe(version);
    // Back to what was agreed to before asks nobody twice.
    await revise({});
    expect(await state()).toMatchObject({ agreed: true });
  },
);

test('texts are changed by maintainers, of open studies, and no deadline is brought forward', async () => {
  const { params, revise } = await open({ withdrawUntil: '2026-03-01T00:00:00.000Z' });
  expect(await refusal(revise({}, service.as('someone')))).toBe('401 unauthenticated');
  expect(await refusal(call(arena.listConsents, { params }, service.as()))).toBe('401 unauthenticated');
  expect(await refusal(revise({ withdrawUntil: '2026-02-01T00:00:00.000Z' }))).toBe('422 invalid-request');
  expect(await refusal(revise({ withdrawUntil: null }))).toBe('accepted');
  await call(arena.closeStudy, { params }, service.maintainer);
  expect(await refusal(revise({}))).toBe('409 study-not-open');
});

test('a study is read in the languages that it has, and its version covers all of them', async () => {
  const german = {
    title: 'Studie',
    question: 'Welche ist besser?',
    consent: 'Eins.\n\nZwei.',
    payTerms: null,
  };
  const { params, briefing, revise } = await open({
    translations: { de: german },
    pay: { amount: 9.5, currency: 'EUR', per: 'hour' },
    withdrawUntil: '2027-03-31T23:59:59.000Z',
  });
  const inLanguage = (language: 'en' | 'de' | 'zh') =>
    call(arena.readBriefing, { params, query: { language } }, service.as());
  const [english, translated, missing] = await Promise.all([
    inLanguage('en'),
    inLanguage('de'),
    inLanguage('zh'),
  ]);
  expect(translated).toMatchObject({ language: 'de', title: 'Studie', question: 'Welche ist besser?' });
  expect(translated.agreement.sections[0]?.paragraphs).toEqual(['Eins.', 'Zwei.']);
  // Numbers and days are written as the language writes them.
  const allOf = ({ agreement }: typeof english) =>
    agreement.sections.flatMap(({ paragraphs }) => paragraphs).join(' ');
  expect(allOf(translated)).toMatch(/9,5 EUR je Stunde.*bis 31\.03\.2027 23:59 UTC/);
  expect(allOf(english)).toMatch(/9\.5 EUR an hour.*until 2027-03-31 23:59 UTC/);
  expect(missing).toEqual(english);
  expect(english.language).toBe('en');
  const read = [english, translated].flatMap(({ title, agreement }) => [
    title,
    ...agreement.sections.flatMap((section) => [section.title, ...section.paragraphs]),
  ]);
  const version = createHash('sha256').update(read.join('\n\n')).digest('hex');
  expect([english, translated].map(({ agreement }) => agreement.version)).toEqual([version, version]);
  const changed = await revise({ translations: { de: { ...german, consent: 'Drei.' } } });
  expect(changed.version).not.toBe(version);
  expect((await briefing()).agreement.version).toBe(changed.version);
  // Texts that are not sent are not taken for texts that are gone.
  const { consent, contact = null, minutes = null, payTerms = null } = newStudy(catalog);
  const sent = await service.app.request(`http://arena/studies/${params.study}/consent`, {
    method: 'PUT',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${service.maintainer.token}`,
    },
    body: JSON.stringify({ consent, contact, minutes, payTerms, withdrawUntil: null }),
  });
  expect([sent.status, JSON.stringify(await sent.json())]).toEqual([
    422,
    expect.stringContaining('body.translations'),
  ]);
  expect((await inLanguage('de')).agreement.sections[0]?.paragraphs).toEqual(['Drei.']);
});
