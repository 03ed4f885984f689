#!/usr/bin/env node
// The command `fakexplain`, on a Node that may be too old for the program itself.
process.env.INIT_CWD ??= process.cwd();
process.argv.splice(2, 0, 'cli/src/main.ts');
await import('./run.mjs');
