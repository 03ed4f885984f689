/**
 * What somebody typed or ticked before the page's scripts came. Hydration sets each field to what the server sent, so
 * without this a slow connection loses it. Called while the layout is made, before the fields below it are.
 *
 * @returns puts it back, once the page is hydrated; fields that are gone, or hold it still, are left alone
 */
export function keepTyped(root: ParentNode): () => void {
  const restore: (() => void)[] = [];
  for (const field of root.querySelectorAll('input, textarea, select')) {
    if (field instanceof HTMLInputElement && (field.type === 'checkbox' || field.type === 'radio')) {
      const { checked } = field;
      if (checked !== field.defaultChecked) restore.push(() => put(field, 'checked', checked));
    } else if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
      const { value } = field;
      // Files stay, and cannot be set.
      if (field.type !== 'file' && value !== field.defaultValue)
        restore.push(() => put(field, 'value', value));
    } else if (field instanceof HTMLSelectElement) {
      const { value } = field;
      const sent = [...field.options].find(({ defaultSelected }) => defaultSelected) ?? field.options[0];
      if (value !== sent?.value) restore.push(() => put(field, 'value', value));
    }
  }
  return () => {
    for (const one of restore) one();
  };
}

function put<K extends 'value' | 'checked', F extends Record<K, unknown> & Element>(
  field: F,
  key: K,
  was: F[K],
) {
  if (!field.isConnected || field[key] === was) return;
  field[key] = was;
  // What is bound to the field hears of it as if it were typed now.
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
}
