import { z } from '@hono/zod-openapi';

/** What an id of a panel may look like; a placeholder that the panel did not fill in does not. */
export const panelId = z
  .string()
  .regex(/^[\w.:@-]{1,128}$/, 'Only letters, digits and . : @ _ -, at most 128');

const parameterName = z.string().regex(/^[\w.-]{1,64}$/, 'Only letters, digits and . _ -');

/** Placeholders of an address, and what stands for each. */
export interface Came {
  participant: string;
  study: string | null;
  session: string | null;
}

const placeholders = ['participant', 'study', 'session', 'code'] as const;
const isAddress = (text: string) => /^https?:\/\//i.test(text);

function isReturn(text: string): boolean {
  if (!isAddress(text)) return /^[\w-]{1,64}$/.test(text);
  if (!URL.canParse(text)) return false;
  return [...text.matchAll(/\{(\w*)\}/g)].every(([, name]) => placeholders.some((known) => known === name));
}

const returning = z
  .string()
  .trim()
  .max(1_000)
  .refine(
    isReturn,
    'Write a code of letters, digits, - and _, or an address (https://…) with {participant}, {study} or {session}',
  )
  .nullable()
  .default(null);

export const panelSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(60).meta({
      title: 'Panel',
      description: 'Name of the panel, as participants know it.',
    }),
    parameters: z
      .strictObject({
        participant: parameterName.meta({
          title: 'Participant',
          description: 'URL parameter that holds the participant’s id.',
        }),
        study: parameterName.nullable().default(null).meta({
          title: 'Study',
          description: 'URL parameter that holds the panel’s id of the study; null: none.',
        }),
        session: parameterName.nullable().default(null).meta({
          title: 'Session',
          description: 'URL parameter that holds the panel’s id of the participant’s turn; null: none.',
        }),
      })
      .meta({
        title: 'Parameters',
        description: 'Names of the URL parameters with which participants come.',
      }),
    returns: z
      .strictObject({
        completed: returning.meta({
          title: 'Completed',
          description: 'Where who rated to the end is led: a code, or a whole address; null: nowhere.',
        }),
        screenedOut: returning.meta({
          title: 'Screened out',
          description: 'The same for who did not pass the practice.',
        }),
        declined: returning.meta({
          title: 'No consent',
          description: 'The same for who does not agree to take part.',
        }),
        overQuota: returning.meta({
          title: 'Over quota',
          description: 'The same for who comes when all places are taken.',
        }),
      })
      .meta({ title: 'Returns', description: 'Where participants are led, by how their turn ended.' }),
    codeAddress: z
      .string()
      .trim()
      .max(1_000)
      .refine(
        (text) => isAddress(text) && isReturn(text) && text.includes('{code}'),
        'Write an address with {code}',
      )
      .nullable()
      .default(null)
      .meta({
        title: 'Address for codes',
        description:
          'Address that takes a code, in place of {code}; null: participants enter codes themselves.',
      }),
  })
  .openapi('Panel', {
    description: 'How participants of a panel come, and where they are led when their turn has ended.',
  });
export type Panel = z.output<typeof panelSchema>;
export type Returns = Panel['returns'];

/** Where a participant is led: an address, and a code to be entered or kept; null: none. */
export const wayBackSchema = z
  .object({
    panel: z.string().meta({ title: 'Panel', description: 'Name of the panel.' }),
    url: z.string().nullable().meta({ title: 'Address', description: 'Where to go; null: nowhere.' }),
    code: z.string().nullable().meta({
      title: 'Code',
      description: 'Code by which the panel knows how the turn ended; null where the address says it.',
    }),
  })
  .openapi('WayBack');
export type WayBack = z.infer<typeof wayBackSchema>;

/** Where a participant is led back to the panel. @param value a code or an address; null where the panel has neither */
export function wayBackOf(
  { name, codeAddress }: Pick<Panel, 'name' | 'codeAddress'>,
  value: string | null,
  came: Came,
): WayBack | null {
  if (value === null) return null;
  const filled = (address: string, code: string) => {
    const words: Record<string, string> = {
      participant: came.participant,
      study: came.study ?? '',
      session: came.session ?? '',
      code,
    };
    return address.replaceAll(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(words[key] ?? ''));
  };
  if (isAddress(value)) return { panel: name, url: filled(value, ''), code: null };
  return { panel: name, url: codeAddress && filled(codeAddress, value), code: value };
}

interface Preset {
  title: string;
  panel: Omit<Panel, 'returns'>;
  /** What the panel fills in for each participant, to be written after the link; empty: it adds its parameters by itself. */
  filledIn: string;
}

/** Panels whose rule is known; every other one is `other`, with names that can be changed. */
export const panelPresets = {
  prolific: {
    title: 'Prolific',
    panel: {
      name: 'Prolific',
      parameters: { participant: 'PROLIFIC_PID', study: 'STUDY_ID', session: 'SESSION_ID' },
      codeAddress: 'https://app.prolific.com/submissions/complete?cc={code}',
    },
    filledIn: 'PROLIFIC_PID={{%PROLIFIC_PID%}}&STUDY_ID={{%STUDY_ID%}}&SESSION_ID={{%SESSION_ID%}}',
  },
  cloudresearch: {
    title: 'CloudResearch Connect',
    panel: {
      name: 'CloudResearch Connect',
      parameters: { participant: 'participantId', study: 'projectId', session: 'assignmentId' },
      codeAddress: null,
    },
    filledIn: '',
  },
  sona: {
    title: 'SONA',
    panel: {
      name: 'SONA',
      parameters: { participant: 'sona_id', study: null, session: null },
      codeAddress: null,
    },
    filledIn: 'sona_id=%SURVEY_CODE%',
  },
  other: {
    title: 'another panel, or a frame',
    panel: {
      name: 'the panel',
      parameters: { participant: 'participant', study: 'study', session: 'session' },
      codeAddress: null,
    },
    filledIn: '',
  },
} as const satisfies Record<string, Preset>;
export type PanelPreset = keyof typeof panelPresets;
