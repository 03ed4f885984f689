import { hashSecret } from '@fakexplain/database';
import type { BetterAuthOptions } from 'better-auth';
import type { DBAdapter, Where } from 'better-auth/types';

type Adapter = DBAdapter<BetterAuthOptions>;
type Steps = Omit<Adapter, 'transaction'>;

/**
 * Keeps hashes of sessions' tokens where better-auth would keep the tokens: who reads the table cannot go on with a session.
 * A session is still found by its token, which its browser alone has.
 */
export function hashedSessions(adapter: (options: BetterAuthOptions) => Adapter) {
  return (options: BetterAuthOptions): Adapter => {
    const plain = adapter(options);
    return {
      ...plain,
      ...hashing(plain),
      transaction: (work) => plain.transaction((tx) => work({ ...tx, ...hashing(tx) })),
    };
  };
}

function hashing(
  plain: Steps,
): Pick<Steps, 'create' | 'findOne' | 'findMany' | 'update' | 'delete' | 'deleteMany'> {
  return {
    async create(asked) {
      if (asked.model !== 'session') return plain.create(asked);
      const { token } = asked.data;
      const made = await plain.create({
        ...asked,
        data: { ...asked.data, token: hashSecret(String(token)) },
      });
      return { ...made, token } as never;
    },
    async findOne<T>(asked: Parameters<Steps['findOne']>[0]) {
      const found = await plain.findOne<T>(hashed(asked));
      const token = asked.model === 'session' ? tokenIn(asked.where) : undefined;
      return found === null || token === undefined ? found : { ...found, token };
    },
    findMany: (asked) => plain.findMany(hashed(asked)),
    update: (asked) => plain.update(hashed(asked)),
    delete: (asked) => plain.delete(hashed(asked)),
    deleteMany: (asked) => plain.deleteMany(hashed(asked)),
  };
}

const tokenIn = (where: readonly Where[]) => where.find(({ field }) => field === 'token')?.value;

/** Conditions on a session's token as conditions on its hash. */
function hashed<T extends { model: string; where?: Where[] | undefined }>(asked: T): T {
  if (asked.model !== 'session' || !asked.where) return asked;
  const hash = (value: Where['value']): Where['value'] =>
    Array.isArray(value) ? value.map((one) => hashSecret(String(one))) : hashSecret(String(value));
  const where = asked.where.map((part) =>
    part.field === 'token' ? { ...part, value: hash(part.value) } : part,
  );
  return { ...asked, where };
}
