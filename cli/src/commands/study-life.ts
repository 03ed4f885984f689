import type { Command } from '@commander-js/extra-typings';
import { arena, call } from '@fakexplain/contract';
import { stringify } from 'yaml';
import { addExamples, slug } from '../define-command.ts';
import { readServiceAddress } from '../env.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Perform, Task } from '../session.ts';
import { readStudyFile, say } from './study-file.ts';

const service = () => readServiceAddress('ARENA_URL');

const moves = {
  pause: {
    ask: (study: string) => call(arena.pauseStudy, { params: { study } }, service()),
    description: 'Let nobody in and draw no more ballots for now; open ballots may still be answered.',
    example: 'a break for everyone',
  },
  resume: {
    ask: (study: string) => call(arena.resumeStudy, { params: { study } }, service()),
    description: 'Let raters go on.',
    example: 'after the break',
  },
  close: {
    ask: (study: string) => call(arena.closeStudy, { params: { study } }, service()),
    description: 'Take no more votes; results are shown, and nothing is withheld any more.',
    example: 'the end',
  },
  archive: {
    ask: (study: string) => call(arena.archiveStudy, { params: { study } }, service()),
    description: 'Take a closed study out of lists; its pages stay at their addresses.',
    example: 'old, but cited',
  },
  restore: {
    ask: (study: string) => call(arena.restoreStudy, { params: { study } }, service()),
    description: 'Put an archived study back into lists.',
    example: 'not that old',
  },
};

/** Adds to the group `study` what becomes of a study after it was made. */
export function addLifeCommands(group: Command, perform: Perform): void {
  for (const [name, { ask, description, example }] of Object.entries(moves)) {
    const move = group
      .command(name)
      .description(description)
      .argument('<slug>')
      .action((study) => perform(moveStudy, { study, ask }));
    addExamples(move, { [`study ${name} pilot`]: example });
  }
  const show = group
    .command('show')
    .description('Show all settings of a study in YAML, as `study create` and `study edit` take them.')
    .argument('<slug>')
    .action((study) => perform(showStudy, { study }));
  const check = group
    .command('check')
    .description('Show what opening a draft would come to, and all that is in its way.')
    .argument('<slug>')
    .action((study) => perform(checkDraft, { study }));
  const edit = group
    .command('edit')
    .description('Replace every setting of a draft.')
    .argument('<slug>')
    .argument('<study.yaml>', 'the study, as for `study create`')
    .action((study, file) => perform(editDraft, { study, file }));
  const duplicate = group
    .command('duplicate')
    .description('Make a draft with the settings of any study.')
    .argument('<slug>')
    .argument('<new-slug>', 'of the draft', slug)
    .option('--title <title>', 'of the draft (default: that of the study)')
    .action((study, copy, { title }) => perform(duplicateStudy, { study, copy, title }));
  const version = group
    .command('version')
    .description(
      'Make the next version of a study as a draft, for new images, arms or runs. Its votes are kept apart from those of the versions before.',
    )
    .argument('<slug>', 'of any version')
    .option('--slug <slug>', 'of the new version (default: that of version 1 with -v2, -v3, …)', slug)
    .action((study, { slug: wanted }) => perform(makeVersion, { study, wanted }));
  addExamples(show, { 'study show pilot': 'what it is made of; into a file, to change it' });
  addExamples(check, { 'study check pilot': 'can it be opened?' });
  addExamples(edit, { 'study edit pilot study.yaml': 'as the file says now' });
  addExamples(duplicate, {
    'study duplicate pilot main --title "Main study"': 'the same again, with another name',
  });
  addExamples(version, { 'study version pilot': 'pilot-v2, to be edited and opened' });
}

const moveStudy: Task<{ study: string; ask: (study: string) => Promise<arena.Study> }> = async ({
  study,
  ask,
}) => say(await ask(study));

const showStudy: Task<{ study: string }> = async (params) => {
  const settings = await call(arena.readSettings, { params }, service());
  process.stdout.write(stringify(settings));
};

const checkDraft: Task<{ study: string }> = async (params) => {
  const { obstacles, warnings, images, asked, practice, pictures, arms } = await call(
    arena.checkOpening,
    { params },
    service(),
  );
  console.log(
    `${asked} of ${images} images would be asked about, with ${practice} practice ballots; ${pictures} pictures for raters are not made yet.`,
  );
  for (const arm of arms)
    console.log(`  ${arm.name}: explains ${arm.explained}, can be asked about on ${arm.asked}`);
  for (const warning of warnings) console.log(`Warning: ${warning}`);
  for (const { words } of obstacles) console.log(`In the way: ${words}`);
  return obstacles.length > 0 ? exitCodes.refused : exitCodes.done;
};

const editDraft: Task<{ study: string; file: string }> = async ({ study, file }) => {
  const body = await readStudyFile(file);
  say(await call(arena.editDraft, { params: { study }, body }, service()));
};

const duplicateStudy: Task<{ study: string; copy: string; title: string | undefined }> = async ({
  study,
  copy,
  title,
}) => {
  const body = { slug: copy, ...(title !== undefined && { title }) };
  say(await call(arena.duplicateStudy, { params: { study }, body }, service()));
};

const makeVersion: Task<{ study: string; wanted: string | undefined }> = async ({ study, wanted }) => {
  const body = wanted === undefined ? {} : { slug: wanted };
  say(await call(arena.makeVersion, { params: { study }, body }, service()));
};
