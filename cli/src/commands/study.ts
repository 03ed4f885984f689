import { readFile } from 'node:fs/promises';
import { type Command, Option } from '@commander-js/extra-typings';
import { arena, call } from '@fakexplain/contract';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { readServiceAddress } from '../env.ts';
import { addExamples, checkedBy, slug, wholeNumber } from '../define-command.ts';
import { exitCodes, Refused } from '../exit-codes.ts';
import type { Perform, Task } from '../session.ts';
import { askForAudit, auditLines } from './study-audit.ts';
import { addPlanCommand } from './study-plan.ts';
import { addRaterCommands } from './study-raters.ts';

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
  policy: uncertainty               # or balanced; the API reference names every further setting`;

export function addStudyCommands(program: Command, perform: Perform): void {
  const group = program
    .command('study')
    .summary('plan and make studies, open and close them, and see to their raters')
    .description(
      `Plans and makes studies, opens and closes them, and sees to their raters, through the arena of a running \`npm start\`; for another, ARENA_URL says where it
listens and MAINTAINER_TOKEN is its maintainers' token.`,
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
  const close = group
    .command('close')
    .description('Take no more votes; results are shown, and nothing is withheld any more.')
    .argument('<slug>')
    .action((study) => perform(closeStudy, { study }));
  const invite = group
    .command('invite')
    .description(
      `Make invitations. Each is a link by which raters are counted as invited, or as coming from Prolific; a link for Prolific
goes into the study's settings there, as its address.`,
    )
    .argument('<slug>')
    .option('--count <n>', 'links to make', wholeNumber(1), 1)
    .addOption(
      new Option('--cohort <cohort>', 'what raters who come by it are counted as')
        .choices(['invited', 'prolific'])
        .default('invited' as const),
    )
    .option('--uses <n>', 'raters who may come by one link (default: 1; for Prolific 10,000)', wholeNumber(1))
    .option('--days <n>', 'days for which it is valid', wholeNumber(1), 30)
    .option('--site <address>', 'address of the site, put in front of each link', checkedBy(z.url()))
    .action((study, { site, ...invitations }) => perform(inviteRaters, { study, site, invitations }));
  const remove = group
    .command('delete')
    .description('Delete a draft; what was ever open stays.')
    .argument('<slug>')
    .action((study) => perform(deleteDraft, { study }));
  const list = group
    .command('list')
    .description('Show all studies.')
    .action(() => perform(listStudies, {}));
  addRaterCommands(group, perform);
  addPlanCommand(group, perform);
  addExamples(create, { 'study create study.yaml': 'a draft from a file' });
  addExamples(audit, { 'study audit pilot': 'before it is opened, or after' });
  addExamples(open, { 'study open pilot': 'raters may come' });
  addExamples(invite, {
    'study invite pilot --count 20 --site https://arena.example.org': 'twenty links, each for one person',
    'study invite pilot --cohort prolific': 'the one link for Prolific',
  });
  addExamples(close, { 'study close pilot': 'the end' });
  addExamples(remove, { 'study delete pilot': 'a draft that nobody needs' });
  addExamples(list, { 'study list': 'all of them' });
  addExamples(group, { 'study create study.yaml': 'make a draft', 'study open pilot': 'let raters in' });
}

const service = () => readServiceAddress('ARENA_URL');

const createStudy: Task<{ file: string; without: string | undefined }> = async ({ file, without }) => {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new Refused(`${file} cannot be read: ${error.message}`);
  });
  // YAML 1.2 holds JSON, so one parser reads both.
  const parsed = arena.newStudySchema.safeParse(readYaml(text, file));
  if (!parsed.success) throw new Refused(`${file}:\n${z.prettifyError(parsed.error)}`);
  const arms = parsed.data.arms.filter(({ source }) => source !== without);
  say(await call(arena.createStudy, { body: { ...parsed.data, arms } }, service()));
};

function readYaml(text: string, file: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    throw new Refused(`${file} is not YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}

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
  invitations: { count: number; cohort: 'invited' | 'prolific'; uses?: number | undefined; days: number };
}> = async ({ study, site = '', invitations: { uses = null, ...rest } }) => {
  const asked = { params: { study }, body: { ...rest, uses } };
  const made = await call(arena.createInvitations, asked, service());
  for (const path of made.paths) console.log(`${site.replace(/\/$/, '')}${path}`);
  console.error(
    `Each for ${made.uses} ${made.uses === 1 ? 'rater' : 'raters'}, valid until ${made.expiresAt}. They are not shown again.`,
  );
};

const closeStudy: Task<{ study: string }> = async (params) =>
  say(await call(arena.closeStudy, { params }, service()));

const deleteDraft: Task<{ study: string }> = async (params) => {
  await call(arena.deleteDraft, { params }, service());
  console.log(`The draft ${params.study} is deleted.`);
};

const listStudies: Task<object> = async () => {
  const { studies } = await call(arena.listStudies, {}, service());
  for (const study of studies) say(study);
  if (studies.length === 0) console.log('There are no studies.');
};

function say({ slug, title, status, arms, images, votes, raters }: arena.Study): void {
  const asked = status === 'draft' ? '' : `, ${images} images, ${votes} votes by ${raters} raters`;
  console.log(`${slug}: ${status}, ${arms.length} arms${asked} — ${title}`);
}
