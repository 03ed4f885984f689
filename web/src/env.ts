import { defineEnvVars } from '@sveltejs/kit/env';
import { building } from '$app/env';

/** An http(s) address without a slash at its end. The build runs without one. */
function serviceUrl(value: string | undefined): string {
  if (building) return value ?? '';
  if (!value) throw new Error('is needed: the address of the service, e.g. http://127.0.0.1:4101');
  const url = URL.parse(value);
  if (!url || !/^https?:$/.test(url.protocol)) throw new Error(`${value} is not an http(s) address`);
  return value.replace(/\/+$/, '');
}

export const variables = defineEnvVars({
  LOG_LEVEL: {
    description: 'How much is logged',
    schema: (value: string | undefined) => value || 'info',
  },
  ARENA_URL: { description: 'Where the arena service listens', schema: serviceUrl },
  CATALOG_URL: { description: 'Where the catalog service listens', schema: serviceUrl },
  INFERENCE_URL: { description: 'Where the inference service listens', schema: serviceUrl },
  METRICS_URL: { description: 'Where the metrics service listens', schema: serviceUrl },
});
