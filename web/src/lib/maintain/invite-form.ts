import type { arena } from '@fakexplain/contract';
import { given, number, text } from './form-fields.ts';

const presets = ['prolific', 'cloudresearch', 'sona', 'other'] as const satisfies arena.PanelPreset[];

/** The request that makes invitations, from the form's fields; what is left empty is the service's to say. */
export function newInvitationsFrom(form: FormData): arena.NewInvitations {
  const preset = presets.find((name) => name === text(form, 'preset')) ?? null;
  const own = (key: string) => text(form, key) || null;
  const participant = own('participant_parameter');
  const returns = {
    completed: own('completed'),
    screenedOut: own('screened_out'),
    declined: own('declined'),
    overQuota: own('over_quota'),
  };
  return {
    preset,
    ...given({
      cohort: text(form, 'cohort') || undefined,
      count: number(form, 'count'),
      places: number(form, 'places'),
      days: number(form, 'days'),
      panel:
        preset === null
          ? undefined
          : given({
              name: own('panel_name') ?? undefined,
              parameters: participant
                ? { participant, study: own('study_parameter'), session: own('session_parameter') }
                : undefined,
              returns: Object.values(returns).some((way) => way !== null) ? returns : undefined,
              codeAddress: own('code_address') ?? undefined,
            }),
    }),
  };
}
