import { arena } from '#lib/server/services.ts';

/** A panel as a rater is told of it: by its own name, or as “the panel” in the language of the page where it has none. */
export const panelName = (panel: string): string =>
  panel === arena.panelPresets.other.panel.name ? 'the panel' : panel;
