/** What a study is to its maintainers: an open one may be paused, a closed one archived. */
export type LifeState = 'draft' | 'open' | 'paused' | 'closed' | 'archived';

/** What moves a study that was opened; a draft is opened, edited or deleted. */
export type LifeCommand = 'pause' | 'resume' | 'close' | 'archive' | 'restore';

const moves: Record<LifeCommand, Partial<Record<LifeState, LifeState>>> = {
  pause: { open: 'paused' },
  resume: { paused: 'open' },
  close: { open: 'closed', paused: 'closed' },
  archive: { closed: 'archived' },
  restore: { archived: 'closed' },
};

/** What a study is after each command, in words. */
export const done: Record<LifeCommand, string> = {
  pause: 'paused',
  resume: 'resumed',
  close: 'closed',
  archive: 'archived',
  restore: 'put back into lists',
};

/** What would have to be done first. */
export const hints: Partial<Record<LifeCommand, Partial<Record<LifeState, string>>>> = {
  pause: { draft: 'Nobody can come before it is opened.' },
  close: { draft: 'A draft that nobody needs can be deleted.' },
  archive: {
    draft: 'A draft that nobody needs can be deleted.',
    open: 'Close it first.',
    paused: 'Close it first.',
  },
};

/** The state after a command, or why it cannot be, in words. */
export function moved(
  slug: string,
  state: LifeState,
  command: LifeCommand,
): { to: LifeState } | { refused: string } {
  const to = moves[command][state];
  if (to) return { to };
  const hint = hints[command]?.[state];
  return {
    refused: `The study "${slug}" is ${state === 'draft' ? 'a draft' : state}, so it cannot be ${done[command]}.${hint ? ` ${hint}` : ''}`,
  };
}

/** The state that a study's row says. */
export function lifeStateOf({
  status,
  paused,
  archived,
}: {
  status: 'draft' | 'open' | 'closed';
  paused: boolean;
  archived: boolean;
}): LifeState {
  return paused ? 'paused' : archived ? 'archived' : status;
}
