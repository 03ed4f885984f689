/** Clusters of rows, numbered 0, 1, 2, …: which one each row belongs to, and how many there are. */
export interface DenseIds {
  ids: Int32Array;
  size: number;
}

/** Renames whole numbers to 0, 1, 2, … in the order in which they first come. */
export function denseIds(column: ArrayLike<number>): DenseIds {
  let largest = -1;
  let smallest = 0;
  for (let row = 0; row < column.length; row++) {
    const name = column[row] ?? 0;
    if (name > largest) largest = name;
    if (name < smallest) smallest = name;
  }
  const isSparse = smallest < 0 || largest > 1024 + 8 * column.length;
  return isSparse ? renameSparse(column) : renameDense(column, largest);
}

function renameDense(column: ArrayLike<number>, largest: number): DenseIds {
  const names = new Int32Array(largest + 1).fill(-1);
  const ids = new Int32Array(column.length);
  let size = 0;
  for (let row = 0; row < column.length; row++) {
    const name = column[row] ?? 0;
    let id = names[name] ?? -1;
    if (id < 0) {
      id = size++;
      names[name] = id;
    }
    ids[row] = id;
  }
  return { ids, size };
}

function renameSparse(column: ArrayLike<number>): DenseIds {
  const names = new Map<number, number>();
  const ids = new Int32Array(column.length);
  for (let row = 0; row < column.length; row++) {
    const name = column[row] ?? 0;
    const id = names.get(name) ?? names.size;
    if (id === names.size) names.set(name, id);
    ids[row] = id;
  }
  return { ids, size: names.size };
}

/** Rows by cluster, keeping the order of equals: a counting sort. @param order rows in the order to be kept; from first to last if not said */
export function orderByCluster({ ids, size }: DenseIds, order?: Int32Array): Int32Array {
  const next = new Int32Array(size + 1);
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row] ?? 0;
    next[id + 1] = (next[id + 1] ?? 0) + 1;
  }
  for (let id = 0; id < size; id++) next[id + 1] = (next[id + 1] ?? 0) + (next[id] ?? 0);
  const sorted = new Int32Array(ids.length);
  for (let index = 0; index < ids.length; index++) {
    const row = order === undefined ? index : (order[index] ?? 0);
    const id = ids[row] ?? 0;
    const place = next[id] ?? 0;
    sorted[place] = row;
    next[id] = place + 1;
  }
  return sorted;
}

/** Rows by rater and then by image. */
export const orderByCell = (rater: DenseIds, image: DenseIds): Int32Array =>
  orderByCluster(rater, orderByCluster(image));

/** Numbers the pairs of rater and image, which `order` holds together. */
export function cellIds(order: Int32Array, rater: DenseIds, image: DenseIds): DenseIds {
  const ids = new Int32Array(order.length);
  let size = 0;
  for (let index = 0; index < order.length; index++) {
    const row = order[index] ?? 0;
    const last = order[index - 1] ?? -1;
    if (index === 0 || rater.ids[row] !== rater.ids[last] || image.ids[row] !== image.ids[last]) size++;
    ids[row] = size - 1;
  }
  return { ids, size };
}
