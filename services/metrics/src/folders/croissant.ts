import { createHash } from 'node:crypto';
import type { ParquetType } from '@fakexplain/service-kit/parquet';
import { filledTables, inOneSentence, limitations, rowsIn, type FolderSummary } from './summary.ts';
import { folderTableNames, folderTables, type FolderColumn, type FolderTable } from './tables.ts';

/** https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html, appendix 1. */
const context = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  arrayShape: 'cr:arrayShape',
  citeAs: 'cr:citeAs',
  column: 'cr:column',
  conformsTo: 'dct:conformsTo',
  containedIn: 'cr:containedIn',
  cr: 'http://mlcommons.org/croissant/',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  dct: 'http://purl.org/dc/terms/',
  description: { '@container': '@language' },
  equivalentProperty: 'cr:equivalentProperty',
  examples: { '@id': 'cr:examples', '@type': '@json' },
  extract: 'cr:extract',
  field: 'cr:field',
  fileObject: 'cr:fileObject',
  fileProperty: 'cr:fileProperty',
  fileSet: 'cr:fileSet',
  format: 'cr:format',
  includes: 'cr:includes',
  isArray: 'cr:isArray',
  isLiveDataset: 'cr:isLiveDataset',
  jsonPath: 'cr:jsonPath',
  key: 'cr:key',
  md5: 'cr:md5',
  name: { '@container': '@language' },
  parentField: 'cr:parentField',
  path: 'cr:path',
  rai: 'http://mlcommons.org/croissant/RAI/',
  recordSet: 'cr:recordSet',
  references: 'cr:references',
  regex: 'cr:regex',
  repeated: 'cr:repeated',
  replace: 'cr:replace',
  samplingRate: 'cr:samplingRate',
  sc: 'https://schema.org/',
  separator: 'cr:separator',
  source: 'cr:source',
  subField: 'cr:subField',
  transform: 'cr:transform',
};

const dataTypes = {
  boolean: 'sc:Boolean',
  integer: 'cr:Int64',
  number: 'cr:Float64',
  text: 'sc:Text',
  texts: 'sc:Text',
} as const;

const leafType = (type: ParquetType): string =>
  typeof type === 'string' && type in dataTypes ? dataTypes[type as keyof typeof dataTypes] : 'sc:Text';

/** One dimension of any length. */
const list = { isArray: true, arrayShape: '-1' };

type Json = Record<string, unknown>;

function field(table: FolderTable, { name, type, description }: FolderColumn): Json {
  const id = `${table}/${name}`;
  const of = (more: Json = {}) => ({
    fileSet: { '@id': `${table}-files` },
    extract: { column: name },
    ...more,
  });
  const head = { '@type': 'cr:Field', '@id': id, name, description };
  if (typeof type === 'string')
    return { ...head, dataType: leafType(type), ...(type === 'texts' && list), source: of() };
  // A picture is a struct of bytes and path.
  if ('struct' in type)
    return { ...head, dataType: 'sc:ImageObject', source: of({ transform: { jsonPath: 'bytes' } }) };
  const members = typeof type.list === 'object' && 'struct' in type.list ? type.list.struct : [];
  return {
    ...head,
    ...list,
    // A member each of every region: a path that gathers them would keep the first alone.
    subField: members.map((member) => ({
      '@type': 'cr:Field',
      '@id': `${id}/${member.name}`,
      name: member.name,
      dataType: leafType(member.type),
      source: of({ transform: { jsonPath: member.name } }),
    })),
  };
}

const keys: Record<FolderTable, string[]> = {
  images: ['image_sha256'],
  explanations: ['explanation'],
  regions: ['explanation', 'position'],
  scores: ['explanation', 'signature'],
};

/** A version that is another one whenever the files are. */
function versionOf({ files }: FolderSummary): string {
  const hashes = folderTableNames.flatMap((table) => files[table].map(({ sha256 }) => sha256));
  return `1.0.0+${createHash('sha256').update(hashes.join()).digest('hex').slice(0, 12)}`;
}

/** The folder in the Croissant format 1.1 with the vocabulary for responsible AI 1.0. */
export function croissant(summary: FolderSummary): Json {
  const { subject, files, sources, labels, madeAt } = summary;
  const licences = [...new Set(subject.datasets.map(({ licence }) => licence).filter((text) => text !== ''))];
  const origins = subject.datasets.map(({ title, origin }) => `${title}: ${origin || 'not stated'}`);
  const languages = subject.datasets.flatMap(({ language }) => language ?? []);
  const models = sources.filter(({ kind }) => kind === 'model').map(({ name }) => name);
  const images = rowsIn(files.images);
  const perImage = images === 0 ? 0 : rowsIn(files.explanations) / images;
  return {
    '@context': context,
    '@type': 'sc:Dataset',
    name: subject.slug,
    alternateName: subject.title,
    description: inOneSentence(summary),
    conformsTo: ['http://mlcommons.org/croissant/1.1', 'http://mlcommons.org/croissant/RAI/1.0'],
    ...(licences.length > 0 && { license: licences }),
    ...(languages.length > 0 && { inLanguage: [...new Set(languages)] }),
    keywords: ['AI-generated image detection', 'explanations', 'localisation'],
    datePublished: madeAt.toISOString(),
    version: versionOf(summary),
    'rai:dataCollection': `Images as their datasets distribute them. ${origins.join('; ')}.`,
    'rai:dataPreprocessingProtocol': [
      'Bytes of images are unchanged. Texts of sources were read by one parser for all; boxes were mapped to pixels of the original image and cut at its edges; what could not be read is told in parse_status and parse_problems.',
    ],
    'rai:dataAnnotationProtocol': [
      'An explanation is a verdict (real or generated), labels of the whole image, prose, and regions: boxes [x1, y1, x2, y2], half-open, each with a description.',
    ],
    'rai:annotationsPerItem': `${perImage.toFixed(2)} explanations an image on average, by different sources.`,
    ...(models.length > 0 && !subject.blinded && { 'rai:machineAnnotationTools': models }),
    'rai:dataBiases': [
      `Images by label: ${sharesOf(labels, ({ label }) => label)}.`,
      `Generated images by generator: ${sharesOf(
        labels.filter(({ label }) => label === 'generated'),
        ({ generator }) => generator ?? 'not known',
      )}.`,
    ],
    'rai:dataUseCases': [
      'Measuring how well detectors of AI-generated images decide, localise and explain; comparing sources on the same images.',
    ],
    'rai:dataLimitations': limitations(summary),
    'rai:personalSensitiveInformation': [
      'Pictures may show people. Nothing about raters is in the folder, and no vote.',
    ],
    distribution: filledTables(summary).flatMap((table) => [
      ...files[table].map(({ path, bytes, sha256 }) => ({
        '@type': 'cr:FileObject',
        '@id': path,
        name: path,
        contentUrl: path,
        contentSize: `${bytes} B`,
        encodingFormat: 'application/x-parquet',
        sha256,
      })),
      // Of the folder itself: mlcroissant 1.1.1 finds no record in a set that is said to be contained in its files.
      {
        '@type': 'cr:FileSet',
        '@id': `${table}-files`,
        name: `${table}-files`,
        encodingFormat: 'application/x-parquet',
        includes: `data/${table}-*.parquet`,
      },
    ]),
    recordSet: filledTables(summary).map((table) => ({
      '@type': 'cr:RecordSet',
      '@id': table,
      name: table,
      description: folderTables[table].description,
      key: keys[table].map((name) => ({ '@id': `${table}/${name}` })),
      field: folderTables[table].columns.map((column: FolderColumn) => field(table, column)),
    })),
  };
}

function sharesOf<T extends { images: number }>(rows: readonly T[], nameOf: (row: T) => string): string {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(nameOf(row), (sums.get(nameOf(row)) ?? 0) + row.images);
  return [...sums].map(([name, images]) => `${name} ${images}`).join(', ') || 'none';
}
