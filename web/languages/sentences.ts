import {
  asNode,
  asRecord,
  isNode,
  nameOf,
  type Node,
  nodesOf,
  parseComponent,
  textOf,
  wrapper,
} from './nodes.ts';

/** Stands for what differs from time to time while a sentence is put together. */
const gap = '\0';

/**
 * The sentences by which a source of a service says what was wrong, or what is to be noted: each `detail`, `error`, `refused`, `what`, `words` and `definition`,
 * each `message` beside a `path`, each `title` of a definition, what a schema's own rule says, and what is gathered in `said`, and `what` is not shown. What differs from time to time
 * is `{0}`, `{1}`, …; where a sentence has two forms, each is one.
 */
export function sentencesOf(source: string): string[] {
  const values = new Map<string, Node>();
  const found: Node[] = [];
  visit(parseComponent(wrapper.join(source)), (node) => {
    const init = node.type === 'VariableDeclarator' ? asNode(node.init) : null;
    if (init) values.set(nameOf(asNode(node.id)), init);
    if (node.type === 'ObjectExpression') found.push(...saidByObject(node));
    if (node.type === 'CallExpression') found.push(...saidByCall(node));
    const preset =
      node.type === 'AssignmentPattern' && nameOf(asNode(node.left)) === 'what' ? asNode(node.right) : null;
    if (preset) found.push(preset);
  });
  return found
    .flatMap((node) => formsOf(node, values))
    .filter((form) => /\p{L}/u.test(form))
    .map((form) => {
      let places = 0;
      return form.replaceAll(gap, () => `{${places++}}`);
    });
}

function saidByObject(node: Node): Node[] {
  const properties = nodesOf(node.properties);
  const keys = new Set(properties.map(({ key }) => nameOf(asNode(key))));
  return properties.flatMap(({ key, value }) => {
    const name = nameOf(asNode(key));
    const says =
      /^(detail|error|refused|what|words|definition)$/.test(name) ||
      (name === 'message' && keys.has('path')) ||
      (name === 'title' && keys.has('definition'));
    return says && isNode(value) ? [value] : [];
  });
}

function saidByCall({ callee, arguments: given }: Node): Node[] {
  const called = asNode(callee);
  const name = nameOf(asNode(called?.property) ?? called);
  const [first, second] = nodesOf(given);
  if (name === 'push' && nameOf(asNode(called?.object)) === 'said') return first ? [first] : [];
  return /^(regex|refine|resultsHidden)$/.test(name) && second ? [second] : [];
}

/** Every form that the text of an expression may have; none where it is not written here. */
function formsOf(node: Node, values: ReadonlyMap<string, Node>, depth = 0): string[] {
  const inner = (one: unknown): string[] => (isNode(one) && depth < 5 ? formsOf(one, values, depth + 1) : []);
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : [];
    case 'ConditionalExpression':
      return [...orGap(inner(node.consequent)), ...orGap(inner(node.alternate))];
    case 'LogicalExpression':
      return [...inner(node.left), ...inner(node.right)];
    case 'BinaryExpression':
      return joined([orGap(inner(node.left)), orGap(inner(node.right))]);
    case 'TemplateLiteral': {
      const expressions = nodesOf(node.expressions);
      const texts = nodesOf(node.quasis).map(({ value }) => textOf(asRecord(value).cooked));
      return joined(
        texts.flatMap((text, nth) => {
          const expression = expressions[nth];
          return expression ? [[text], orGap(inner(expression))] : [[text]];
        }),
      );
    }
    case 'Identifier': {
      const value = values.get(nameOf(node));
      // An empty text is one that another function of the file fills.
      return value ? inner(value).filter((form) => form !== '') : [];
    }
    default:
      return [];
  }
}

const orGap = (forms: string[]): string[] => (forms.length > 0 ? forms : [gap]);

/** Each form of the first part before each of the others, and so on. */
const joined = (parts: readonly string[][]): string[] =>
  parts.reduce((before, forms) => before.flatMap((start) => forms.map((end) => start + end)), ['']);

function visit(node: Node | null, see: (node: Node) => void): void {
  if (!node) return;
  see(node);
  for (const value of Object.values(node)) for (const one of [value].flat()) visit(asNode(one), see);
}
