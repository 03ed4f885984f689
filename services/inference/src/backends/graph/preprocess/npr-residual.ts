/**
 * Neighbouring pixel relationships, in place: 2/3 of what each of 2 × 2 pixels has more than the upper left of them.
 * Nearest-neighbour halving takes that one, doubling spreads it. In float32, in the order of the authors' code:
 * (x − up(down(x))) × 2 / 3. (Tan et al., CVPR 2024.)
 * @param plane rows of `width` values; both sides are even
 */
export function nprResidual(plane: Float32Array, width: number): void {
  for (let row = 0; row < plane.length; row += 2 * width) {
    for (let place = row; place < row + width; place += 2) {
      const corner = plane[place] as number;
      plane[place + 1] = share(plane[place + 1] as number, corner);
      plane[place + width] = share(plane[place + width] as number, corner);
      plane[place + width + 1] = share(plane[place + width + 1] as number, corner);
      plane[place] = 0;
    }
  }
}

const share = (value: number, corner: number): number => (Math.fround(value - corner) * 2) / 3;
