type Memory = { readonly buffer: ArrayBuffer; grow: (pages: number) => number };

/** What a kernel exports: its memory and functions of numbers, of which its source (.wat) tells. */
export type Kernel<Functions extends string> = { readonly memory: Memory } & Readonly<
  Record<Functions, (...numbers: number[]) => number>
>;

/** TypeScript declares it for browsers only. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (
    module: object,
    imports: { js: Record<string, (...numbers: number[]) => number> },
  ) => { exports: unknown };
};

/**
 * Compiles a kernel that cli/src/assemble.ts assembled.
 *
 * @param base64 its bytes
 * @returns what starts it, each time with a memory of its own, given the functions that it imports from `js`; the kernel exports
 * what its source says, which is not checked
 */
export function compileKernel<Functions extends string>(
  base64: string,
): (imports?: Record<string, (...numbers: number[]) => number>) => Kernel<Functions> {
  const module = new WebAssembly.Module(Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)));
  return (imports = {}) => new WebAssembly.Instance(module, { js: imports }).exports as Kernel<Functions>;
}

/**
 * Gives a kernel a memory of at least so many bytes. To ask a memory for its buffer takes longer than to look a short word up, so
 * that only the view is asked; a memory that grows takes the buffer from the views it had.
 *
 * @returns the memory from a place on: the view given where that is of such a memory
 */
export function withRoom(
  memory: Memory,
  bytes: number,
  from: number,
  view: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  if (from + view.length >= bytes) return view;
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 2 ** 16));
  return new Uint8Array(memory.buffer, from);
}
