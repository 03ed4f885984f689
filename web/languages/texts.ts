import { asNode, asRecord, nameOf, type Node, nodesOf, parseComponent, textOf, wrapper } from './nodes.ts';
import {
  isQuietProperty,
  isShownProperty,
  isShown,
  kindOfAttribute,
  opaqueElements,
} from './what-is-text.ts';

/**
 * Finds what a source file shows to people, and writes the file again in another language.
 *
 * A text with expressions and elements in it is one message, so that a translation may put them in its own order:
 * `{0}` stands for an expression, a block or an element without words, `<0>…</0>` for an element with words.
 * `{0:Bild|Bildern}` gives the words of one and of many for a `plural(…)` of the source.
 */
export interface Translator {
  /** The same message in another language; undefined leaves it as it is. */
  message: (text: string) => string | undefined;
  /** Words for one and for many of a thing. */
  plural: (one: string, many: string | undefined) => readonly [string, string] | undefined;
  /** An address of a page in that language. */
  path: (path: string) => string;
}

interface Edit {
  start: number;
  end: number;
  text: string;
}

/** What is known of the place of an expression. */
interface Place {
  /** Its strings stand on the page, whatever they look like. */
  shown: boolean;
  /** Its strings are names, classes and the like. */
  quiet?: boolean;
}

/** @param file a name that ends in .svelte or .ts */
export function translate(source: string, file: string, translator: Translator): string {
  const component = file.endsWith('.svelte');
  const whole = component ? source : `${wrapper[0]}${source}${wrapper[1]}`;
  const writer = new Writer(whole, translator);
  const written = writer.write(0, whole.length, writer.walk(parseComponent(whole), { shown: false }));
  return component ? written : written.slice(wrapper[0].length, -wrapper[1].length);
}

class Writer {
  readonly #source: string;
  readonly #to: Translator;
  constructor(source: string, to: Translator) {
    this.#source = source;
    this.#to = to;
  }

  /** The source from start to end with edits applied. */
  write(start: number, end: number, edits: readonly Edit[]): string {
    let written = '';
    let at = start;
    for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
      written += this.#source.slice(at, edit.start) + edit.text;
      at = edit.end;
    }
    return written + this.#source.slice(at, end);
  }

  #again = (node: Node, place: Place): string => this.write(node.start, node.end, this.walk(node, place));

  walk(node: Node | null, place: Place): Edit[] {
    if (!node) return [];
    switch (node.type) {
      case 'Fragment':
        return this.#fragment(node);
      case 'RegularElement':
      case 'SvelteElement':
      case 'TitleElement':
      case 'Component':
        return this.#element(node);
      case 'ExpressionTag':
        return this.walk(asNode(node.expression), { shown: true });
      case 'Literal':
        return this.#literal(node, place);
      case 'TemplateLiteral':
        return this.#template(node, place);
      case 'CallExpression':
        return this.#call(node, place);
      case 'NewExpression':
        return /Error$|^(Set|URL|RegExp|URLSearchParams)$/.test(nameOf(asNode(node.callee)))
          ? []
          : this.#children(node, { shown: false });
      case 'ConditionalExpression':
        return [
          ...this.walk(asNode(node.test), { shown: false }),
          ...this.walk(asNode(node.consequent), place),
          ...this.walk(asNode(node.alternate), place),
        ];
      case 'LogicalExpression':
        return [
          ...this.walk(asNode(node.left), node.operator === '&&' ? { shown: false } : place),
          ...this.walk(asNode(node.right), place),
        ];
      case 'BinaryExpression':
        return node.operator === '+' ? this.#children(node, place) : this.#comparison(node);
      case 'Property':
      case 'PropertyDefinition':
        return [
          ...(node.computed ? this.walk(asNode(node.key), { shown: false }) : []),
          ...this.walk(asNode(node.value), {
            ...place,
            shown: place.shown || isShownProperty(nameOf(asNode(node.key))),
            quiet: !place.shown && isQuietProperty(nameOf(asNode(node.key))),
          }),
        ];
      case 'VariableDeclarator':
        return [
          // Defaults of what is taken apart, such as the properties of a component.
          ...this.walk(asNode(node.id), { shown: false }),
          ...this.walk(asNode(node.init), { shown: /[wW]ords?$/.test(nameOf(asNode(node.id))) }),
        ];
      case 'ObjectExpression':
      case 'ArrayExpression':
      case 'ParenthesizedExpression':
        return this.#children(node, place);
      case 'ArrowFunctionExpression':
        return this.#children(node, place);
      case 'MemberExpression':
        return [
          ...this.walk(asNode(node.object), {
            shown: false,
            ...(place.shown && isRecord(asNode(node.object)) && place),
          }),
          ...(node.computed ? this.walk(asNode(node.property), { shown: false }) : []),
        ];
      case 'SwitchCase':
        return nodesOf(node.consequent).flatMap((one) => this.walk(one, { shown: false }));
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
        return this.walk(asNode(node.expression), place);
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
      case 'ImportExpression':
      case 'StyleSheet':
      case 'Comment':
      case 'StyleDirective':
      case 'ClassDirective':
        return [];
      default:
        return node.type.startsWith('TS') ? [] : this.#children(node, { shown: false });
    }
  }

  #children(node: Node, place: Place): Edit[] {
    return Object.entries(node).flatMap(([key, value]) =>
      key === 'typeAnnotation' || key === 'source' || key === 'css' || key === 'options'
        ? []
        : [value].flat().flatMap((one) => this.walk(asNode(one), place)),
    );
  }

  #comparison(node: Node): Edit[] {
    return [asNode(node.left), asNode(node.right)].flatMap((side) =>
      side?.type === 'Literal' ? [] : this.walk(side, { shown: false }),
    );
  }

  #element(node: Node): Edit[] {
    const inside = opaqueElements.has(nameOf(node)) ? [] : this.walk(asNode(node.fragment), { shown: false });
    return [...this.#attributes(node), ...inside];
  }

  #attributes(node: Node): Edit[] {
    return nodesOf(node.attributes).flatMap((one) =>
      one.type === 'Attribute'
        ? this.#attribute(one, node.type === 'Component' ? 'property' : kindOfAttribute(nameOf(one)))
        : this.walk(one, { shown: false }),
    );
  }

  #fragment(node: Node): Edit[] {
    const nodes = nodesOf(node.nodes);
    const runs: Node[][] = [[]];
    for (const one of nodes) {
      if (isBreak(one)) runs.push([one], []);
      else runs.at(-1)?.push(one);
    }
    return runs.flatMap((run) =>
      run.some(isWords) ? this.#compound(run) : run.flatMap((one) => this.walk(one, { shown: true })),
    );
  }

  /** A run of text, expressions and elements that is one message. */
  #compound(run: readonly Node[]): Edit[] {
    const first = run.findIndex((one) => one.type !== 'Text' || textOf(one.data).trim() !== '');
    const last = run.findLastIndex((one) => one.type !== 'Text' || textOf(one.data).trim() !== '');
    const nodes = run.slice(first, last + 1);
    const [begin, finish] = [nodes[0], nodes.at(-1)];
    if (!begin || !finish) return [];
    const parts = new Parts();
    const raw = this.#message(nodes, parts);
    const text = raw.trim();
    const translated = this.#to.message(text);
    if (translated === undefined) return nodes.flatMap((one) => this.walk(one, { shown: true }));
    const lead = raw.startsWith(' ') ? ' ' : '';
    const trail = raw.endsWith(' ') ? ' ' : '';
    return [
      {
        start: begin.start,
        end: finish.end,
        text: lead + this.#assemble(translated, parts, escapeMarkup) + trail,
      },
    ];
  }

  #message(nodes: readonly Node[], parts: Parts): string {
    let text = '';
    for (const node of nodes) {
      if (node.type === 'Text') text += textOf(node.data);
      else if (node.type === 'Comment') continue;
      else if (isElement(node) && hasWords(node)) {
        const { index, part } = parts.add();
        const fragment = asNode(node.fragment);
        const inner = nodesOf(fragment?.nodes);
        const start = inner[0]?.start ?? node.end;
        const end = inner.at(-1)?.end ?? node.end;
        part.open = this.write(node.start, start, this.#attributes(node));
        text += `<${index}>${this.#message(inner, parts)}</${index}>`;
        part.close = this.#source.slice(end, node.end);
      } else {
        const { index, part } = parts.add();
        part.open = this.#again(node, { shown: true });
        const counted = node.type === 'ExpressionTag' ? pluralOf(asNode(node.expression)) : null;
        if (counted) part.counted = this.#counted(counted, (call) => `{${call}}`);
        text += `{${index}}`;
      }
    }
    return text.replace(/\s+/g, ' ');
  }

  #counted(node: Node, wrap: (call: string) => string) {
    const [n] = nodesOf(node.arguments);
    const shown = n ? this.#again(n, { shown: false }) : '';
    return (one: string, many: string) => wrap(`plural(${shown}, ${quote(one)}, ${quote(many)})`);
  }

  #assemble(translation: string, parts: Parts, escape: (text: string) => string): string {
    return translation.split(/(\{\d+(?::[^{}|]+\|[^{}|]+)?\}|<\/?\d+>)/).reduce((written, piece, nth) => {
      if (nth % 2 === 0) return written + escape(piece);
      const [, index = '', one, many] = /(\d+)(?::([^{}|]+)\|([^{}|]+))?/.exec(piece) ?? [];
      const part = parts.at(Number(index));
      if (!part) throw new Error(`“${translation}” names ${piece}, which its source lacks`);
      if (one !== undefined && many !== undefined) {
        if (!part.counted) throw new Error(`“${translation}” counts ${piece}, which its source does not`);
        return written + part.counted(one, many);
      }
      return written + (piece.startsWith('</') ? part.close : part.open);
    }, '');
  }

  #attribute(node: Node, kind: 'text' | 'property' | 'quiet'): Edit[] {
    if (node.value === true) return [];
    const values = Array.isArray(node.value) ? nodesOf(node.value) : nodesOf([node.value]);
    const [first] = values;
    if (!first) return [];
    const quiet = kind === 'quiet' || (kind === 'property' && isQuietProperty(nameOf(node)));
    if (values.length === 1 && first.type === 'ExpressionTag')
      return this.walk(asNode(first.expression), { shown: kind === 'text', quiet });
    const within = values.flatMap((one) =>
      one.type === 'ExpressionTag'
        ? this.walk(asNode(one.expression), { shown: kind === 'text', quiet })
        : [],
    );
    const lead = first.type === 'Text' ? textOf(first.data) : '';
    if (lead.startsWith('/')) {
      const there = this.#to.path(lead);
      return there === lead ? within : [{ start: first.start, end: first.end, text: there }, ...within];
    }
    if (quiet) return within;
    const words = values.map((one) => (one.type === 'Text' ? textOf(one.data) : '0')).join('');
    if (!isShown(words, kind === 'text')) return within;
    const parts = new Parts();
    const text = this.#message(values, parts).trim();
    const translated = this.#to.message(text);
    if (translated === undefined) return within;
    return [
      {
        start: first.start,
        end: values.at(-1)?.end ?? first.end,
        text: this.#assemble(translated, parts, escapeAttribute),
      },
    ];
  }

  #literal(node: Node, place: Place): Edit[] {
    const { value } = node;
    if (typeof value !== 'string') return [];
    if (value.startsWith('/') && value !== '/') {
      const there = this.#to.path(value);
      return there === value ? [] : [{ start: node.start, end: node.end, text: quote(there) }];
    }
    if (place.quiet || !isShown(value, place.shown)) return [];
    const translated = this.#to.message(value.trim().replace(/\s+/g, ' '));
    if (translated === undefined) return [];
    const [, lead = '', trail = ''] = /^(\s*)[^]*?(\s*)$/.exec(value) ?? [];
    return [{ start: node.start, end: node.end, text: quote(lead + translated + trail) }];
  }

  #template(node: Node, place: Place): Edit[] {
    const quasis = nodesOf(node.quasis);
    const expressions = nodesOf(node.expressions);
    const cooked = quasis.map(({ value }) => textOf(asRecord(value).cooked));
    const [lead = ''] = cooked;
    const within = (shown: boolean) => expressions.flatMap((one) => this.walk(one, { ...place, shown }));
    if (lead.startsWith('/')) {
      const first = quasis[0];
      const there = this.#to.path(lead);
      return there === lead || !first
        ? within(false)
        : [{ start: first.start, end: first.end, text: there }, ...within(false)];
    }
    const words = cooked.some((one) => /\p{L}/u.test(one)) && isShown(cooked.join('0'), place.shown);
    if (place.quiet || !words) return within(place.shown);
    const parts = new Parts();
    const text = cooked
      .map((one, at) => {
        const expression = expressions[at];
        if (!expression) return one;
        const { index, part } = parts.add();
        part.open = `\${${this.#again(expression, { shown: true })}}`;
        const counted = pluralOf(expression);
        if (counted) part.counted = this.#counted(counted, (call) => `\${${call}}`);
        return `${one}{${index}}`;
      })
      .join('')
      .replace(/\s+/g, ' ');
    const translated = this.#to.message(text.trim());
    if (translated === undefined) return within(true);
    const [, start = '', end = ''] = /^(\s*)[^]*?(\s*)$/.exec(text) ?? [];
    return [
      {
        start: node.start,
        end: node.end,
        text: `\`${start}${this.#assemble(translated, parts, escapeTemplate)}${end}\``,
      },
    ];
  }

  #call(node: Node, place: Place): Edit[] {
    const counted = pluralOf(node);
    if (counted) {
      const [n, one, many] = nodesOf(counted.arguments);
      const inner = this.walk(n ?? null, { shown: false });
      if (one?.type !== 'Literal') return this.#children(node, { shown: true });
      const words = this.#to.plural(textOf(one.value), many ? textOf(many.value) : undefined);
      if (!words) return inner;
      const end = (many ?? one).end;
      return [...inner, { start: one.start, end, text: `${quote(words[0])}, ${quote(words[1])}` }];
    }
    const callee = asNode(node.callee);
    const called = callee?.type === 'MemberExpression' ? nameOf(asNode(callee.property)) : nameOf(callee);
    const target = callee ? this.#source.slice(callee.start, callee.end) : '';
    if (/^(console|logger)\b|route\.id/.test(target)) return [];
    // `rows.map(() => …)` and `$derived(…)` hand on what is shown; other calls take names and keys.
    const passes = /^(\$derived|by|map|flatMap|join|concat|filter|fail|error|freeze)$/.test(called);
    const quiet = notText.test(called);
    return [
      ...this.walk(callee, place),
      ...nodesOf(node.arguments).flatMap((one) =>
        quiet && one.type === 'Literal' && !textOf(one.value).startsWith('/')
          ? []
          : this.walk(one, passes ? place : { shown: false }),
      ),
    ];
  }
}

/** Methods whose strings are names, keys, and what is looked for. */
const notText =
  /^(get|set|has|delete|append|getAll|getAttribute|setAttribute|querySelector|querySelectorAll|addEventListener|removeEventListener|getItem|setItem|removeItem|startsWith|endsWith|includes|indexOf|replace|replaceAll|split|join|closest|matches|setHeader|createElement|header|dispatchEvent)$/;

interface Part {
  open: string;
  close: string;
  counted?: (one: string, many: string) => string;
}

class Parts {
  readonly #parts: Part[] = [];
  add(): { index: number; part: Part } {
    const part: Part = { open: '', close: '' };
    return { index: this.#parts.push(part) - 1, part };
  }
  at(index: number): Part | undefined {
    return this.#parts[index];
  }
}

const isElement = ({ type }: Node): boolean => type === 'RegularElement' || type === 'Component';
const isBreak = ({ type }: Node): boolean =>
  [
    'SnippetBlock',
    'SvelteHead',
    'SvelteWindow',
    'SvelteDocument',
    'SvelteBody',
    'ConstTag',
    'DeclarationTag',
  ].includes(type);
const isWords = (node: Node): boolean => node.type === 'Text' && /\p{L}/u.test(textOf(node.data));
const hasWords = (node: Node): boolean =>
  !opaqueElements.has(nameOf(node)) &&
  nodesOf(asNode(node.fragment)?.nodes).some((one) => isWords(one) || (isElement(one) && hasWords(one)));
const isRecord = (node: Node | null): boolean => node?.type === 'ObjectExpression';

const pluralOf = (node: Node | null): Node | null =>
  node?.type === 'CallExpression' && nameOf(asNode(node.callee)) === 'plural' ? node : null;

const quote = (text: string): string =>
  `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/"/g, '\\u0022').replace(/\n/g, '\\n')}'`;
const escapeTemplate = (text: string): string => text.replace(/[\\`]|\$\{/g, '\\$&');
const escapeMarkup = (text: string): string =>
  text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\{/g, '&#123;')
    .replace(/\}/g, '&#125;');
const escapeAttribute = (text: string): string => escapeMarkup(text).replace(/"/g, '&quot;');
