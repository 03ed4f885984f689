import { AsyncLocalStorage } from 'node:async_hooks';
import type { Transaction, TransactionSql } from '../client.ts';
import { entries } from '../schema/audit.ts';

/** Who is at work: a person, by a session or one of their keys, or a process by its key. */
export interface Actor {
  personId: string | null;
  personName: string | null;
  keyId: string | null;
  keyName: string | null;
  requestId: string | null;
}

const actors = new AsyncLocalStorage<Actor>();

/** Does work in somebody's name: what is changed meanwhile is on record as theirs. Other changes are those of the process. */
export const actAs = <T>(actor: Actor, work: () => Promise<T>): Promise<T> => actors.run(actor, work);

export interface Change {
  /** Id of the operation, or what a command did. */
  action: string;
  subject: {
    kind:
      | 'study'
      | 'run'
      | 'catalog'
      | 'dataset'
      | 'source'
      | 'import'
      | 'model'
      | 'person'
      | 'key'
      | 'session'
      | 'passkey'
      | 'invitation';
    /** Its name in addresses, or its id. */
    name: string;
  };
  /** As it was and as it is, as far as it changed, without secrets. */
  before?: object | null;
  after?: object | null;
}

/** Puts a change on record in its own transaction: there is never one without the other. */
export async function recordChange(
  tx: TransactionSql | Transaction,
  { action, subject, before = null, after = null }: Change,
): Promise<void> {
  const who = actors.getStore();
  if ('insert' in tx) {
    const about = { action, subjectKind: subject.kind, subject: subject.name, before, after };
    await tx.insert(entries).values({ ...who, ...about });
    return;
  }
  const text = (value: object | null) => (value === null ? null : JSON.stringify(value));
  await tx`
    insert into audit.entries
      (person_id, person_name, key_id, key_name, request_id, action, subject_kind, subject, before, after)
    values (
      ${who?.personId ?? null}, ${who?.personName ?? null}, ${who?.keyId ?? null}, ${who?.keyName ?? null},
      ${who?.requestId ?? null}, ${action}, ${subject.kind}, ${subject.name},
      ${text(before)}::text::jsonb, ${text(after)}::text::jsonb
    )`;
}
