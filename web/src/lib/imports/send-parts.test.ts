import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { OtherFile, sendParts, type PartsSender } from './send-parts.ts';

const partBytes = 10;

/** A server in memory whose connection fails as the test says, and a file of as many bytes. */
function scene(size: number, failures: number[] = []) {
  const content = Uint8Array.from({ length: size }, (_, index) => index % 251);
  const file = new File([content], 'a.zip');
  const kept = new Map<number, string>();
  const asked: number[] = [];
  const waits: boolean[] = [];
  let calls = 0;
  const sender: PartsSender = {
    here: async () => new Map(kept),
    hash: async (bytes) =>
      createHash('sha256')
        .update(new Uint8Array(await bytes.arrayBuffer()))
        .digest('hex'),
    send: async (part, _bytes, sha256) => {
      asked.push(part);
      calls += 1;
      if (failures.includes(calls)) return 'again';
      kept.set(part, sha256 ?? '');
      return 'kept';
    },
    onSent: () => undefined,
    onWaiting: (waiting) => waits.push(waiting),
    pause: async () => undefined,
  };
  const begun = { id: 'x', fileName: 'a.zip', byteSize: size, partBytes, parts: Math.ceil(size / partBytes) };
  const send = (other: File = file, signal = new AbortController().signal) =>
    sendParts(other, begun, sender, signal);
  return { file, kept, asked, waits, sender, send };
}

test('every part is sent once, and again where the connection failed', async () => {
  const { asked, waits, kept, send } = scene(35, [2, 3]);
  await send();
  expect(asked).toEqual([0, 1, 1, 1, 2, 3]);
  expect(waits).toEqual([true, true, false]);
  expect(kept.size).toBe(4);
});

test('what is on the server is not sent again', async () => {
  const { asked, kept, send } = scene(35);
  await send();
  kept.delete(2);
  asked.length = 0;
  await send();
  expect(asked).toEqual([2]);
});

test('another file is told by its size, or by a part that is on the server', async () => {
  const { file, asked, send } = scene(35);
  await send();
  asked.length = 0;
  await expect(send(new File([new Uint8Array(34)], 'a.zip'))).rejects.toThrow(OtherFile);
  const other = new Uint8Array(await file.arrayBuffer());
  other[25] = 255;
  await expect(send(new File([other], 'a.zip'))).rejects.toThrow(/part 3/);
  expect(asked).toEqual([]);
});

test('where the browser has no hashes, all is sent again rather than mixed', async () => {
  const { asked, sender, send } = scene(25);
  await send();
  sender.hash = async () => null;
  asked.length = 0;
  await send();
  expect(asked).toEqual([0, 1, 2]);
});

test('it stops when it is told to, and where the service refuses', async () => {
  const { sender, send, asked } = scene(25);
  await expect(send(undefined, AbortSignal.abort())).rejects.toThrow(/abort/i);
  expect(asked).toEqual([]);
  sender.send = async () => ({ refused: 'not now' });
  await expect(send()).rejects.toThrow('not now');
});
