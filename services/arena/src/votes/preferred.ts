import type { Sql } from '@fakexplain/database';

/** The answer of a current vote `v` by what was preferred, whichever side it stood on: an arm's position, `tie` or `neither`. */
export const preferred = (sql: Sql) => sql`
  case v.choice when 'left' then v.left_arm::text when 'right' then v.right_arm::text else v.choice::text end`;
