// What a browser is asked for, in WebAuthn's own JSON; no client library is needed for it.
import { z } from 'zod/mini';

const begunSchema = z.object({ options: z.record(z.string(), z.unknown()), challenge: z.string() });

/** What a form is sent with once the browser has answered. */
export interface PasskeyAnswer {
  challenge: string;
  /** JSON. */
  response: string;
}

async function begin(path: string) {
  const response = await fetch(path, { method: 'POST' });
  const said: unknown = await response.json();
  if (!response.ok) throw new Error(z.object({ detail: z.string() }).parse(said).detail);
  return begunSchema.parse(said);
}

/** Asks the browser for a passkey that it has. @param path where signing in is begun */
export async function usePasskey(path: string): Promise<PasskeyAnswer> {
  const { options, challenge } = await begin(path);
  // The service gives options out in this form.
  const asked = options as unknown as PublicKeyCredentialRequestOptionsJSON;
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(asked);
  return answerOf(await navigator.credentials.get({ publicKey }), challenge);
}

/** Asks the browser to make a passkey. @param path where adding one is begun */
export async function makePasskey(path: string): Promise<PasskeyAnswer> {
  const { options, challenge } = await begin(path);
  const asked = options as unknown as PublicKeyCredentialCreationOptionsJSON;
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(asked);
  return answerOf(await navigator.credentials.create({ publicKey }), challenge);
}

function answerOf(credential: Credential | null, challenge: string): PasskeyAnswer {
  if (!(credential instanceof PublicKeyCredential)) throw new Error('The browser gave no passkey.');
  return { challenge, response: JSON.stringify(credential.toJSON()) };
}

/** Whether this browser knows passkeys. */
export const knowsPasskeys = (): boolean =>
  typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

/** Why it did not work, for who tried. */
export function whyNot(error: unknown): string {
  if (error instanceof DOMException && error.name === 'SecurityError')
    return 'Passkeys work only at the site’s own address.';
  if (error instanceof DOMException) return 'The browser gave no passkey, or you stopped it.';
  return error instanceof Error ? error.message : String(error);
}
