import type { Role } from '@fakexplain/contract';

// What the services’ values are called on the page.

export const labelWords = { real: 'real', generated: 'generated' };

export const sliceWords = {
  all: 'all',
  label: 'label',
  category: 'category',
  generator: 'generator',
  fold: 'fold',
};

export const stateWords = {
  draft: 'draft',
  open: 'open',
  paused: 'paused',
  closed: 'closed',
  archived: 'archived',
  used: 'used',
  expired: 'expired',
  revoked: 'revoked',
};

export const roleNameWords: Record<Role, string> = {
  viewer: 'viewer',
  maintainer: 'maintainer',
  owner: 'owner',
};
