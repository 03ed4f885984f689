/** Colours of a room that go together. */
export interface Interior {
  wall: string;
  trim: string;
  wood: string;
  cloth: string;
  accents: string[];
  ink: string;
  paper: string;
}

export const interiors: Interior[] = [
  {
    wall: '#d9c7b0',
    trim: '#f3e9da',
    wood: '#8a5a3b',
    cloth: '#b5523b',
    accents: ['#2f5d62', '#c98b3a', '#7a3b3b', '#5b7553', '#d9a5a0'],
    ink: '#2b2320',
    paper: '#fbf4e6',
  },
  {
    wall: '#7fa3a8',
    trim: '#e4efee',
    wood: '#a4744b',
    cloth: '#e0a458',
    accents: ['#f2c57c', '#dd6e42', '#274c5e', '#c0d6df', '#8c4a5c'],
    ink: '#16303a',
    paper: '#f7f5ec',
  },
  {
    wall: '#3d4a63',
    trim: '#6c7a99',
    wood: '#6e4a3a',
    cloth: '#c8553d',
    accents: ['#e9b872', '#90a9d6', '#b65b6f', '#6fae9c', '#e6d3b3'],
    ink: '#141a2a',
    paper: '#efe8d8',
  },
  {
    wall: '#b9c4a2',
    trim: '#eef0e0',
    wood: '#7b5b3e',
    cloth: '#5a7d7c',
    accents: ['#a44a3f', '#e3b04b', '#4f6d7a', '#dd9787', '#6a4c6d'],
    ink: '#26302a',
    paper: '#fdf8ec',
  },
  {
    wall: '#d8a7a1',
    trim: '#f8e6df',
    wood: '#93614a',
    cloth: '#5c5f8d',
    accents: ['#5f7a8c', '#e9c46a', '#7d4f6b', '#6b9080', '#c44536'],
    ink: '#33222b',
    paper: '#fff6ee',
  },
  {
    wall: '#585069',
    trim: '#8d83a3',
    wood: '#7d5745',
    cloth: '#d9835b',
    accents: ['#f0c987', '#7fb7be', '#c65b7c', '#9bc1a0', '#e4dfda'],
    ink: '#1d1726',
    paper: '#f5ecdd',
  },
];

/** Colours of the open air. */
export interface Exterior {
  skyTop: string;
  skyLow: string;
  far: string;
  near: string;
  ground: string;
  foliage: string;
  cloud: string;
  sun: string;
  accents: string[];
  ink: string;
}

export const exteriors: Exterior[] = [
  {
    skyTop: '#5aa2d6',
    skyLow: '#dceff5',
    far: '#8fb3b8',
    near: '#7da06a',
    ground: '#8db46a',
    foliage: '#4f7f4b',
    cloud: '#ffffff',
    sun: '#fff3c4',
    accents: ['#d1495b', '#edae49', '#2e6f95', '#f3e9dc', '#6d597a'],
    ink: '#24313a',
  },
  {
    skyTop: '#39466f',
    skyLow: '#f4a97c',
    far: '#7d6a86',
    near: '#5c5a6e',
    ground: '#7a7358',
    foliage: '#42594d',
    cloud: '#f7cdb0',
    sun: '#ffe2a8',
    accents: ['#e07a5f', '#f2cc8f', '#81b29a', '#3d405b', '#f4f1de'],
    ink: '#221d33',
  },
  {
    skyTop: '#9fb2b8',
    skyLow: '#e6e4da',
    far: '#a5b0a8',
    near: '#8a9a7b',
    ground: '#a3a87c',
    foliage: '#5f7358',
    cloud: '#f5f3ee',
    sun: '#fdf6de',
    accents: ['#b5523b', '#d9a441', '#39586b', '#efe4d0', '#7d5a6a'],
    ink: '#2b3030',
  },
  {
    skyTop: '#78c0c9',
    skyLow: '#fbe8c8',
    far: '#9cc2ad',
    near: '#b4b665',
    ground: '#c9b86a',
    foliage: '#6b8f4e',
    cloud: '#fffaf0',
    sun: '#ffedb0',
    accents: ['#c8553d', '#588b8b', '#f28f3b', '#fff1dc', '#5b4a6e'],
    ink: '#2c2a2a',
  },
  {
    skyTop: '#b48ac0',
    skyLow: '#ffd6c2',
    far: '#9d87a8',
    near: '#7d8f86',
    ground: '#93a07a',
    foliage: '#56756a',
    cloud: '#ffeef0',
    sun: '#fff0cf',
    accents: ['#d4576b', '#f4b860', '#3f6c8c', '#f6ece1', '#6a4c77'],
    ink: '#2b2238',
  },
];
