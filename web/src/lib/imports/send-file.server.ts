import { createHash } from 'node:crypto';
import { catalog, call, toCatalog, type ClientOptions } from '#lib/server/services.ts';

/** Sends a part of a file to the catalog service. @param sha256 of its bytes, where the browser could tell */
export function putPart(
  id: string,
  part: number,
  bytes: Uint8Array<ArrayBuffer>,
  sha256 = createHash('sha256').update(bytes).digest('hex'),
): Promise<catalog.Import> {
  const to = toCatalog();
  const { fetch: fetcher = fetch } = to;
  const sending: ClientOptions = {
    ...to,
    fetch: (input, init) => {
      const headers = new Headers(init?.headers);
      headers.set('content-type', 'application/octet-stream');
      return fetcher(input, { ...init, headers, body: bytes });
    },
  };
  return call(catalog.putPart, { params: { import: id, part }, query: { sha256 } }, sending);
}

/** Sends a file that a plain form brought, part by part. */
export async function sendFile(file: File): Promise<string> {
  const body = { fileName: file.name, byteSize: file.size };
  const { id, parts, partBytes } = await call(catalog.createImport, { body }, toCatalog());
  for (let part = 0; part < parts; part += 1) {
    const piece = file.slice(part * partBytes, (part + 1) * partBytes);
    await putPart(id, part, new Uint8Array(await piece.arrayBuffer()));
  }
  return id;
}
