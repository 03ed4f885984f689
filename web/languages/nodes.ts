import { parse } from 'svelte/compiler';

/** A part of a parsed source. */
export interface Node {
  readonly type: string;
  /** A fragment has no place of its own. */
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
export const asNode = (value: unknown): Node | null => (isNode(value) ? value : null);
export const nodesOf = (value: unknown): Node[] => (Array.isArray(value) ? value.filter(isNode) : []);
export const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
export const nameOf = (node: Node | null): string => textOf(node?.name ?? node?.value);

/** What makes a component of a script. */
export const wrapper = ['<script lang="ts">', '</script>'] as const;

/** @param component a source of Svelte; a script within `wrapper` is one */
export const parseComponent = (component: string): Node | null => {
  const root: unknown = parse(component, { modern: true });
  return asNode(root);
};
