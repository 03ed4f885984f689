import type { Scene } from '../scene.ts';
import { aquarium } from './aquarium.ts';
import { bicycle } from './bicycle.ts';
import { bookshelf } from './bookshelf.ts';
import { bus } from './bus.ts';
import { calendar } from './calendar.ts';
import { candles } from './candles.ts';
import { cat } from './cat.ts';
import { chess } from './chess.ts';
import { clock } from './clock.ts';
import { flags } from './flags.ts';
import { hand } from './hand.ts';
import { house } from './house.ts';
import { ladder } from './ladder.ts';
import { lake } from './lake.ts';
import { piano } from './piano.ts';
import { portrait } from './portrait.ts';
import { sheep } from './sheep.ts';
import { shop } from './shop.ts';
import { spectacles } from './spectacles.ts';
import { table } from './table.ts';

/** All kinds of scene the demo dataset is drawn from. */
export const scenes: Scene[] = [
  aquarium,
  bicycle,
  bookshelf,
  bus,
  calendar,
  candles,
  cat,
  chess,
  clock,
  flags,
  hand,
  house,
  ladder,
  lake,
  piano,
  portrait,
  sheep,
  shop,
  spectacles,
  table,
];
