import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ProblemType } from '@fakexplain/contract';
import { problemResponse, type ProblemDetails } from './problem.ts';

/**
 * Answers what Node's HTTP parser gave up on, before there is a request: the problem document goes onto the bare
 * connection, which is closed after it. Node's own answer would have no body.
 */
export async function answerUnreadable(error: NodeJS.ErrnoException, socket: Duplex): Promise<void> {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [type, details] = problemOf(error.code);
  const { status, headers, body } = await written(type, details);
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...headers, 'connection: close'];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function problemOf(code: string | undefined): [ProblemType, ProblemDetails] {
  if (code === 'HPE_HEADER_OVERFLOW')
    return ['headers-too-large', { detail: 'The address and the headers may have 16 KiB together.' }];
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return ['request-timeout', { detail: 'The request did not come in whole within the time allowed.' }];
  return ['malformed-request', { detail: 'This is not an HTTP/1.1 request.' }];
}

async function written(type: ProblemType, details: ProblemDetails) {
  const response = problemResponse(randomUUID(), type, details);
  const body = await response.text();
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`);
  return {
    status: response.status,
    headers: [...headers, `content-length: ${Buffer.byteLength(body)}`],
    body,
  };
}
