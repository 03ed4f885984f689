import type { Grammar } from '@fakexplain/explanation';
import { APIConnectionError, APIError } from 'openai';
import sharp from 'sharp';
import { z } from 'zod';
import { decodingOf } from '../../models/decoding.ts';
import type { Manifest } from '../../models/manifest-schema.ts';
import { ModelFailure } from '../backend.ts';
import { findLostMarkers } from '../find-lost-markers.ts';
import { withoutEnd, askWithRetries, type Asking, type Endpoint } from './ask-with-retries.ts';
import { buildRequest } from './build-request.ts';
import { constraintFields } from './constraint/constraint-fields.ts';
import { literal, probeText } from './constraint/grammar-tree.ts';
import { EndpointPool } from './endpoint-pool.ts';
import { findServerVersion } from './find-server-version.ts';
import { prepareUrl } from './prepare-image.ts';
import type { ServedSettings } from './settings.ts';

/** What a probe found out about a server. */
export interface Probed {
  /** Whether the markers of boxes survive; `not seen` where the model wrote none. */
  specialTokens: 'kept' | 'not seen';
  /** Who says to own the model, which for most servers is their own name. */
  owner: string | null;
  /** What it calls the weights, where it says so: for vLLM the folder or repository they are from. */
  root: string | null;
  version: string | null;
}

/** Tokens enough for the probe's text, and for a model to begin its own. */
const probeTokens = 256;

/**
 * Asks one endpoint for its models and for one small answer. A list that is empty, fails, or is not of what the server serves
 * refuses nothing: the small answer decides. A constrained server is to write a fixed text with every
 * marker of the grammar: one that writes anything else does not heed the constraint, or leaves out special tokens.
 * @returns null where nothing answers at the address
 * @throws ModelFailure with the fault `model` and what to change
 */
export async function probeEndpoint(
  endpoint: Endpoint,
  manifest: Manifest,
  asking: Omit<Asking, 'pool'>,
  signal: AbortSignal,
): Promise<Probed | null> {
  const { settings, clock } = asking;
  const listed = await findModel(endpoint, settings, signal);
  if (listed === 'unreachable') return null;
  const { grammar, space } = manifest.reading ?? { grammar: 'plain', space: 'original' };
  const wanted = settings.constraint === 'none' ? null : probeText(grammar, space);
  const body = buildRequest(
    manifest,
    settings,
    { ...decodingOf(manifest), maxTokens: probeTokens },
    wanted === null ? {} : constraintFields(settings.constraint, literal(wanted)),
    await prepareUrl({ bytes: await greyImage(), mediaType: 'image/png' }, ['image/png']),
  );
  const pool = new EndpointPool([endpoint], { limit: 1, clock });
  try {
    const { text } = await askWithRetries({ ...asking, pool, allowed: null }, body, { signal });
    const written = withoutEnd(text);
    const specialTokens =
      wanted === null
        ? judgeFree(written, grammar, endpoint.url)
        : judgeConstrained(written, wanted, settings.constraint, endpoint.url);
    const { owner, root } = 'unlisted' in listed ? { owner: null, root: null } : listed;
    return { owner, root, specialTokens, version: await findServerVersion(endpoint, signal) };
  } catch (error) {
    if (!(error instanceof ModelFailure)) throw error;
    const hints = [error.message];
    if (error.message.includes('skip_special_tokens')) hints.push('"skipSpecialTokens: null" leaves it out');
    if ('unlisted' in listed) hints.push(listed.unlisted);
    const said = hints.join('; ');
    const message = error.fault === 'model' ? said : `the server does not answer a small request: ${said}`;
    throw new ModelFailure('model', message, error);
  }
}

function judgeFree(written: string, grammar: Grammar, url: string): Probed['specialTokens'] {
  if (findLostMarkers(written, grammar).length > 0) throw markersLost(url);
  return written.search(markers) === -1 ? 'not seen' : 'kept';
}

function judgeConstrained(written: string, wanted: string, dialect: string, url: string): 'kept' {
  if (written === wanted) return 'kept';
  if (written === wanted.replaceAll(markers, '')) throw markersLost(url);
  throw new ModelFailure(
    'model',
    `${url} does not heed the constraint "${dialect}": made to write ${JSON.stringify(wanted)}, it wrote ` +
      `${JSON.stringify(written.slice(0, 200))}. Is this the dialect of that server? "constraint: none" does without.`,
  );
}

/** Markers that are special tokens of their models. */
const markers = /<\|\w+\|>|<\/?(?:ref|box)>/g;

const markersLost = (url: string) =>
  new ModelFailure(
    'model',
    `${url} leaves the markers of boxes out of its answers, and every box would be lost: it must keep special tokens ` +
      '(vLLM, SGLang: "skipSpecialTokens: false"; llama.cpp: start it with --special)',
  );

const listSchema = z.array(
  z.object({ id: z.string(), owned_by: z.string().nullish(), root: z.string().nullish() }),
);

type Listed = z.output<typeof listSchema>[number];

/**
 * `transformers serve` lists the models that its machine has downloaded, by their owners there, and serves others by the path
 * of their folder. Other servers list what they serve.
 */
const isDownload = ({ id, owned_by }: Listed) =>
  owned_by === (id.includes('/') ? id.slice(0, id.indexOf('/')) : '');

/**
 * The model by its name at an endpoint, or why its list of models says nothing of it.
 * @throws ModelFailure where the server serves others, or refuses the key
 */
async function findModel(
  { client, url }: Endpoint,
  { model, attempts, firstTokenTimeout }: ServedSettings,
  signal: AbortSignal,
): Promise<Pick<Probed, 'owner' | 'root'> | { unlisted: string } | 'unreachable'> {
  const options = { signal, maxRetries: attempts - 1, timeout: 1_000 * firstTokenTimeout };
  let received: unknown;
  try {
    received = (await client.models.list(options)).data;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof APIConnectionError) return 'unreachable';
    const said = error instanceof Error ? error.message : String(error);
    const problem = `${url} does not tell its models (${said}); is /v1 in the address?`;
    if (error instanceof APIError && (error.status === 401 || error.status === 403))
      throw new ModelFailure('model', problem, error);
    return { unlisted: problem };
  }
  const parsed = listSchema.safeParse(received);
  if (!parsed.success) return { unlisted: `${url} tells its models in a form that is not OpenAI's` };
  const found = parsed.data.find(({ id }) => id === model);
  if (found) return { owner: found.owned_by ?? null, root: found.root ?? null };
  const names = parsed.data.map(({ id }) => id).join(', ');
  if (parsed.data.every(isDownload)) return { unlisted: `${url} lists ${names || 'no model'}, not ${model}` };
  throw new ModelFailure('model', `${url} serves ${names}, not ${model}`);
}

const greyImage = () =>
  sharp({ create: { width: 56, height: 56, channels: 3, background: '#808080' } })
    .png()
    .toBuffer();
