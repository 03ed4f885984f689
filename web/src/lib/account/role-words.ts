import type { Role } from '@fakexplain/contract';

/** What a role lets people do, as a sentence goes on after its name. */
export const roleWords: Record<Role, string> = {
  viewer: 'sees what maintainers see, and changes nothing',
  maintainer: 'makes and looks after studies and runs',
  owner: 'does all of it, and says who may do what',
};

/** The same of a role in one study. */
export const studyRoleWords: Record<Role, string> = {
  viewer: 'sees what its maintainers see, and changes nothing',
  maintainer: 'opens, pauses and closes it, invites raters and leaves raters out',
  owner: 'does all of it, and says who may do what in it',
};
