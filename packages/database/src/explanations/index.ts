export { contentHash } from './content-hash.ts';
export { insertExplanations, type NewExplanation } from './insert-explanations.ts';
