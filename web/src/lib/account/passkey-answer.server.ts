import { text } from '#lib/maintain/form-fields.ts';

/** What a browser said of a passkey, as a form brings it; what is no JSON is refused by the service as an empty answer. */
export function passkeyAnswer(form: FormData): { challenge: string; response: Record<string, unknown> } {
  return { challenge: text(form, 'challenge'), response: parsed(text(form, 'response')) };
}

function parsed(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
