import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellIds, denseIds, orderByCell, orderByCluster } from './clusters.ts';

const columns = fc.oneof(
  fc.array(fc.nat({ max: 12 }), { maxLength: 60 }),
  fc.array(fc.integer(), { maxLength: 60 }),
);

test('names become numbers in the order in which they first come, whatever they are', () => {
  fc.assert(
    fc.property(columns, (column) => {
      const names = [...new Set(column)];
      const { ids, size } = denseIds(column);
      expect(size).toBe(names.length);
      expect([...ids]).toEqual(column.map((name) => names.indexOf(name)));
    }),
  );
});

test('rows are sorted by cluster, equals as they were', () => {
  fc.assert(
    fc.property(columns, (column) => {
      const clusters = denseIds(column);
      const rows = [...column.keys()];
      const id = (row: number) => clusters.ids[row] ?? NaN;
      expect([...orderByCluster(clusters)]).toEqual(rows.toSorted((x, y) => id(x) - id(y)));
      const backwards = Int32Array.from(rows.toReversed());
      expect([...orderByCluster(clusters, backwards)]).toEqual(
        rows.toReversed().toSorted((x, y) => id(x) - id(y)),
      );
    }),
  );
});

test('two rows are one cell where both rater and image are the same', () => {
  const pairs = fc.array(fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 5 })), { maxLength: 40 });
  fc.assert(
    fc.property(pairs, (rows) => {
      const [rater, image] = [denseIds(rows.map(([own]) => own)), denseIds(rows.map(([, own]) => own))];
      const { ids, size } = cellIds(orderByCell(rater, image), rater, image);
      expect(size).toBe(new Set(rows.map(String)).size);
      for (const [x, first] of rows.entries())
        for (const [y, second] of rows.entries())
          expect(ids[x] === ids[y]).toBe(String(first) === String(second));
    }),
  );
});
