import type { Command } from '@commander-js/extra-typings';
import { z } from 'zod';
import { addExamples, checkedBy } from '../define-command.ts';
import { Refused } from '../exit-codes.ts';
import type { Perform, Task } from '../session.ts';

export function addOwnerLinkCommand(program: Command, perform: Perform): void {
  const command = program
    .command('owner-link')
    .summary('make a link by which somebody becomes an owner of the site')
    .description(
      `Prints a link that is good once, for seven days; whoever opens it makes an account that owns the site. Earlier ones are no
longer good. It works on the database of \`npm start\`, or the one that DATABASE_URL names: who can read the database may own the site.`,
    )
    .option('--site <address>', 'address of the site, put in front of the link', checkedBy(z.url()))
    .option('--another', 'though the site has an owner, such as one who has lost the password', false)
    .action(({ site, another }) => perform(makeLink, { site, another }));
  addExamples(command, {
    'owner-link --site https://arena.example.org': 'for the first owner of a new installation',
    'owner-link --another': 'for an owner who cannot sign in any more',
  });
}

const makeLink: Task<{ site: string | undefined; another: boolean }> = async ({ site = '', another }) => {
  const { openDatabase } = await import('../open-stores.ts');
  const { hasOwner, makeOwnerLink } = await import('@fakexplain/arena/accounts/owner-link.ts');
  const { sql, close } = await openDatabase({
    role: 'fakexplain_account',
    applicationName: 'fakexplain owner-link',
  });
  try {
    if (!another && (await hasOwner(sql)))
      throw new Refused('The site has an owner, who invites others on the page of people; or add --another.');
    console.log(site.replace(/\/$/, '') + (await makeOwnerLink(sql)));
  } finally {
    await close();
  }
};
