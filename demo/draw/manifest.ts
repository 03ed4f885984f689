import { stringify } from 'yaml';
import type { DemoImage } from './collection.ts';

/** The dataset's manifest: what training rows do not say. */
export function manifest(images: DemoImage[]): string {
  return stringify({
    dataset: {
      slug: 'demo',
      title: 'Demo: drawn scenes with known defects',
      kind: 'demo',
      licence: 'Apache-2.0',
      source: 'Drawn by this project; every defect is known by construction. No photograph, no model output.',
      localisation: 'visible_artifact',
    },
    human: {
      slug: 'demo-reference',
      name: 'demo: reference',
      kind: 'stand-in',
      demo: true,
      description:
        'Every defect as it was drawn, exactly boxed. Made by the project, no person annotated it.',
    },
    images: Object.fromEntries(
      images.map(({ path, label, scene, fold }) => [
        path,
        label === 'real' ? { fold } : { generator: `demo: ${scene.name}`, category: 'Others', fold },
      ]),
    ),
  });
}
