import { type Command, Option } from '@commander-js/extra-typings';
import { arena, call } from '@fakexplain/contract';
import { z } from 'zod';
import { readServiceAddress } from '../env.ts';
import { addExamples, checkedBy, slug, wholeNumber } from '../define-command.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Perform, Task } from '../session.ts';
import { askForAudit, auditLines } from './study-audit.ts';
import { addExportCommand } from './study-export.ts';
import { readStudyFile, say } from './study-file.ts';
import { addLifeCommands } from './study-life.ts';
import { addPlanCommand } from './study-plan.ts';
import { addRaterCommands } from './study-raters.ts';
import { addReportCommand } from './study-report.ts';
import { addSnapshotCommands } from './study-snapshots.ts';
import { addVerifyCommand } from './study-verify.ts';

const panelNames = Object.keys(arena.panelPresets) as arena.PanelPreset[];

const studyFile = `
A study in YAML:
  slug: pilot
  title: Which explanation helps?
  consent: What is stored about you is …
  datasets: [fakexplained]
  arms:
    - { source: people }            # the first is taken to be sound, for practice and checks; or set soundSource
    - { source: legion, name: LEGION }
    - { source: legion, kind: format_control }
  results: hidden                   # until it is closed; or delayed (by a day), live
  embargo: everything               # images, what is said of them, scores: withheld until it is closed; or images, nothing
  leaveOut: [tags]                  # raters see none, of any arm; \`study audit\` says whether arms are told by them
  questions: [overall, where, why]  # the first is the main one; or verdict; each has a leaderboard of its own
  strength: true                    # raters say how much better: slightly, clearly, much
  reliance: true                    # and what they take the image for, before the explanations and after
  plannedVotes: 2400                # what \`study plan\` says; the monitor tells how long it takes
  pay: { amount: 9, currency: GBP, per: hour }   # or rater; the monitor tells what it costs
  policy: uncertainty               # or balanced; the API reference names every further setting`;

export function addStudyCommands(program: Command, perform: Perform): void {
  const group = program
    .command('study')
    .summary('plan, make, change, open, pause and close studies, and see to their raters')
    .description(
      `Plans, makes, changes, opens, pauses and closes studies, and sees to their raters, through the arena of a running \`npm start\`; for
another, ARENA_URL says where it listens and FAKEXPLAIN_API_KEY is an API key of yours.`,
    );
  const create = group
    .command('create')
    .description('Make a draft.')
    .argument('<study.yaml>', 'the study, in YAML or JSON')
    .option('--without <source>', 'leave this arm out', slug)
    .addHelpText('after', studyFile)
    .action((file, { without }) => perform(createStudy, { file, without }));
  const audit = group
    .command('audit')
    .description('Try out whether raters can tell the arms of a study, a draft too, by their look.')
    .argument('<slug>')
    .action((study) => perform(auditStudy, { study }));
  const open = group
    .command('open')
    .description(
      'Fix the images and explanations of a draft, make pictures of the images for raters, let raters in, and audit what they see.',
    )
    .argument('<slug>')
    .action((study) => perform(openStudy, { study }));
  const invite = group
    .command('invite')
    .description(
      `Make invitations. Each is a link by which raters count to a cohort. The link for a panel of participants goes into the
study's settings there, as its address; the page of the study's invitations takes a rule of your own.`,
    )
    .argument('<slug>')
    .option('--count <n>', 'links to make', wholeNumber(1), 1)
    .option('--cohort <name>', 'what raters who come by it count to', 'invited')
    .option(
      '--places <n>',
      "raters who may come by one link (default: 1; for a panel the study's, or 10,000)",
      wholeNumber(1),
    )
    .addOption(new Option('--panel <panel>', 'whose participants come by it').choices(panelNames))
    .addOption(
      new Option(
        '--completed <code-or-address>',
        'where who rated to the end is led (default: the return code of the study)',
      ),
    )
    .option('--screened-out <code-or-address>', 'where who did not pass the practice is led')
    .option('--declined <code-or-address>', 'where who does not agree is led')
    .option('--over-quota <code-or-address>', 'where who finds no place is led')
    .option('--days <n>', 'days for which it is valid', wholeNumber(1), 30)
    .option('--site <address>', 'address of the site, put in front of each link', checkedBy(z.url()))
    .action((study, { site, ...invitations }) => perform(inviteRaters, { study, site, ...invitations }));
  const remove = group
    .command('delete')
    .description('Delete a draft; what was ever open stays.')
    .argument('<slug>')
    .action((study) => perform(deleteDraft, { study }));
  const list = group
    .command('list')
    .description('Show all studies that are not archived.')
    .option('--archived', 'those that are archived instead')
    .action(({ archived }) => perform(listStudies, { archived: archived ? 'only' : 'without' }));
  addLifeCommands(group, perform);
  addRaterCommands(group, perform);
  addPlanCommand(group, perform);
  addSnapshotCommands(group, perform);
  addReportCommand(group, perform);
  addVerifyCommand(group, perform);
  addExportCommand(group, perform);
  addExamples(create, { 'study create study.yaml': 'a draft from a file' });
  addExamples(audit, { 'study audit pilot': 'before it is opened, or after' });
  addExamples(open, { 'study open pilot': 'raters may come' });
  addExamples(invite, {
    'study invite pilot --count 20 --site https://arena.example.org': 'twenty links, each for one person',
    'study invite pilot --cohort prolific --panel prolific': 'the one link for Prolific',
  });
  addExamples(remove, { 'study delete pilot': 'a draft that nobody needs' });
  addExamples(list, { 'study list': 'all of them' });
  addExamples(group, { 'study create study.yaml': 'make a draft', 'study open pilot': 'let raters in' });
}

const service = () => readServiceAddress('ARENA_URL');

const createStudy: Task<{ file: string; without: string | undefined }> = async ({ file, without }) => {
  const study = await readStudyFile(file);
  const arms = study.arms.filter(({ source }) => source !== without);
  say(await call(arena.createStudy, { body: { ...study, arms } }, service()));
};

const openStudy: Task<{ study: string }> = async (params, session) => {
  const stopping = session.interruptible();
  for (;;) {
    const { made, total } = await call(arena.prepareStudy, { params }, service());
    if (made === total) break;
    session.progress.update(() => `${made} of ${total} pictures for raters`);
    if (!stopping.aborted) continue;
    console.error(
      'Stopped before the end. Pictures that are made stay; the same command again goes on from there.',
    );
    return exitCodes.interrupted;
  }
  session.progress.end();
  const opened = await call(arena.openStudy, { params }, service());
  say(opened);
  // The arms of a demo are made to differ, and its first start shall not wait for what is known.
  if (opened.demo) return exitCodes.done;
  const { warnings } = await askForAudit(params.study, service());
  for (const warning of warnings) console.error(`Warning: ${warning}`);
  return exitCodes.done;
};

const auditStudy: Task<{ study: string }> = async ({ study }) => {
  for (const line of auditLines(await askForAudit(study, service()))) console.log(line);
};

const inviteRaters: Task<{
  study: string;
  site: string | undefined;
  count: number;
  cohort: string;
  places?: number | undefined;
  days: number;
  panel?: arena.PanelPreset | undefined;
  completed?: string | undefined;
  screenedOut?: string | undefined;
  declined?: string | undefined;
  overQuota?: string | undefined;
}> = async ({ study, site = '', count, cohort, places = null, days, panel = null, ...ways }) => {
  const { completed = null, screenedOut = null, declined = null, overQuota = null } = ways;
  const returns = { completed, screenedOut, declined, overQuota };
  const isGiven = Object.values(returns).some((way) => way !== null);
  const body = { cohort, count, places, days, preset: panel, ...(isGiven && { panel: { returns } }) };
  const asked = { params: { study }, body };
  const made = await call(arena.createInvitations, asked, service());
  for (const path of made.paths) console.log(`${site.replace(/\/$/, '')}${path}`);
  console.error(
    `Each for ${made.places} ${made.places === 1 ? 'rater' : 'raters'}, valid until ${made.expiresAt}. They are not shown again.`,
  );
};

const deleteDraft: Task<{ study: string }> = async (params) => {
  await call(arena.deleteDraft, { params }, service());
  console.log(`The draft ${params.study} is deleted.`);
};

const listStudies: Task<{ archived: 'without' | 'only' }> = async (query) => {
  const { studies } = await call(arena.listStudies, { query }, service());
  for (const study of studies) say(study);
  if (studies.length === 0) console.log('There are no studies.');
};
