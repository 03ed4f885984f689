// The command line: `npm run fakexplain -- <command>`, or `fakexplain <command>`.
import { endWithPipe } from './end-with-pipe.ts';
import { runProgram } from './run-program.ts';

endWithPipe();
process.exitCode = await runProgram(process.argv.slice(2));
