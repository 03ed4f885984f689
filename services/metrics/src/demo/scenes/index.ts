import type { Scene } from '../scene.ts';
import { bicycle } from './bicycle.ts';
import { bookshelf } from './bookshelf.ts';
import { cat } from './cat.ts';
import { clock } from './clock.ts';
import { hand } from './hand.ts';
import { house } from './house.ts';
import { sheep } from './sheep.ts';
import { shop } from './shop.ts';

export const scenes: Scene[] = [bicycle, bookshelf, cat, clock, hand, house, sheep, shop];
