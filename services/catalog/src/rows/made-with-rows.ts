import type { Database } from '@fakexplain/database';

/**
 * What rows go into (a dataset, a source, a run) is made in the transaction of the first ones that are stored, so that an
 * import that takes nothing leaves nothing behind.
 * @param make finds it or makes it
 */
export function madeWithRows<Place>(db: Database, make: (db: Database) => Promise<Place>) {
  let made: Place | undefined;
  return <T>(store: (db: Database, place: Place) => Promise<T>): Promise<T> =>
    db
      .transaction(async (tx) => {
        const place = made ?? (await make(tx));
        return { place, stored: await store(tx, place) };
      })
      .then(({ place, stored }) => {
        made = place;
        return stored;
      });
}
