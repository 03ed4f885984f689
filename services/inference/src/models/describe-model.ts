import type { inference } from '@fakexplain/contract';
import { findAvailability, type ModelConditions } from './find-availability.ts';
import type { Model } from './read-models.ts';

/** A model in the form of the contract. */
export async function describeModel(model: Model, conditions: ModelConditions): Promise<inference.Model> {
  const { slug, name, description, demo, family, task, backend, origin, licence, paper, reading } =
    model.manifest;
  return {
    slug,
    name,
    description,
    demo,
    family,
    task,
    backend: backend.kind,
    availability: await findAvailability(model, conditions),
    origin,
    licence,
    paper: paper ? { title: paper.title, url: paper.url ?? null } : null,
    reading: reading ? { grammar: reading.grammar, space: reading.space } : null,
    manifestSha256: model.sha256,
  };
}
