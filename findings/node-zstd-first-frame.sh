#!/usr/bin/env bash
# Node's Zstandard functions stop after the first frame, without an error.
#
# Seen with Node 24: `zstdDecompressSync` and the stream of `createZstdDecompress` give the first of several frames that stand
# one after another, and say nothing of the rest. Such data is one file by the format's own rules (RFC 8878, section 3.1), and
# the `zstd` program and Python's zstandard unpack all of it; so do Node's own functions for gzip members.
#
# Why it matters: writers that begin a new frame every so many bytes (inspect's .eval logs) are read cut short. With JSON that
# shows; with lines of JSON it does not. `info: true` tells how much was read, so that the rest can be unpacked in turn.
#
# Needs Node 24. Fails when any of this changes.
set -euo pipefail
node --disable-warning=ExperimentalWarning --input-type=module -e "
  import { createZstdDecompress, gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
  import { text } from 'node:stream/consumers';
  const twice = (pack) => Buffer.concat([pack('first '), pack('second')]);
  console.log('zstd:', zstdDecompressSync(twice(zstdCompressSync)).toString().trim());
  const stream = createZstdDecompress();
  stream.end(twice(zstdCompressSync));
  console.log('zstd stream:', (await text(stream)).trim());
  console.log('gzip:', gunzipSync(twice(gzipSync)).toString());
  const { engine } = zstdDecompressSync(twice(zstdCompressSync), { info: true });
  console.log('read:', engine.bytesWritten === zstdCompressSync('first ').length ? 'the first frame' : 'something else');
" | diff - <(cat <<'SEEN'
zstd: first
zstd stream: first
gzip: first second
read: the first frame
SEEN
)
echo 'As described.'
