import { expect, test } from 'vitest';
import { ImportRefused } from '../rows/refusal.ts';
import { parsePredictions } from './parse-predictions.ts';

const parse = (line: string) => parsePredictions(line.split(' '));
const whose = '--dataset d --source s';

test('formats have settings of their own, with defaults', () => {
  const mask = { threshold: 0.5, scale: false };
  const producers = (line: string) => parse(`${line} ${whose}`).producer;
  expect(producers('legion out')).toEqual({ format: 'legion', mask, verdicts: undefined });
  expect(producers('fakeshield f.jsonl --masks m')).toEqual({ format: 'fakeshield', mask, masks: 'm' });
  expect(producers('fakevlm f.json')).toEqual({ format: 'fakevlm' });
  expect(producers('scores s.csv')).toEqual({ format: 'scores', positive: 'generated', threshold: 0.5 });
  expect(producers('scores s.csv --positive real --threshold 0.25')).toMatchObject({
    positive: 'real',
    threshold: 0.25,
  });
  expect(producers('masks m --scale-masks --threshold 0')).toEqual({
    format: 'masks',
    mask: { threshold: 0, scale: true },
    verdictArea: 0,
    verdicts: undefined,
  });
  expect(producers('masks m --verdict-area 0.01 --verdicts v.csv')).toMatchObject({
    verdictArea: 0.01,
    verdicts: 'v.csv',
  });
  expect(producers('masks m --verdict-area none')).toMatchObject({ verdictArea: null });
  expect(producers('mllm-defake m.csv')).toEqual({ format: 'mllm-defake' });
});

test('whose predictions, of what, and where they were made', () => {
  expect(parse(`fakevlm f.json ${whose} --name N --kind control --root /home/x --report r.jsonl`)).toEqual({
    name: 'predictions',
    file: 'f.json',
    producer: { format: 'fakevlm' },
    dataset: 'd',
    source: { slug: 's', name: 'N', kind: 'control' },
    root: '/home/x',
    report: 'r.jsonl',
  });
});

test.each([
  ['', /Say what wrote the predictions: legion, fakeshield/],
  ['gpt f.json', /Say what wrote/],
  [`legion ${whose}`, /"predictions legion" takes one path/],
  [`legion a b ${whose}`, /takes one path/],
  ['fakevlm f.json --source s', /--dataset/],
  ['fakevlm f.json --dataset d', /--source/],
  [`fakevlm f.json ${whose} --masks m`, /--masks does not go with fakevlm/],
  [`scores f.csv ${whose} --scale-masks`, /--scale-masks does not go with scores/],
  [`scores f.csv ${whose} --positive fake`, /--positive is one of real, generated, not fake/],
  [`scores f.csv ${whose} --threshold 127`, /--threshold is a number from 0 to below 1, not 127/],
  [`masks m ${whose} --verdict-area all`, /--verdict-area is a number/],
  [`masks m ${whose} --colour red`, /Unknown option '--colour'/],
])('"%s" is refused', (line, reason) => {
  expect(() => parse(line)).toThrow(ImportRefused);
  expect(() => parse(line)).toThrow(reason);
});
