import { predictionsUsage } from '../predictions/usage.ts';

export const usage = `Brings datasets and explanations into the catalogue.

  npm run import -- fakexplained <annotations.jsonl> (--manifest <manifest.yaml> | --dataset <slug>)
      [--images <folder>] [--human <source slug>] [--report <file.jsonl>]
    FakeXplain's training rows: images, labels and what the annotators said.
    Paths are relative to --images, or to the file's own folder.

  npm run import -- fakeclue <folder> [--split train|test]
  npm run import -- chameleon <folder>
  npm run import -- gpt-image-1 <folder>
  npm run import -- faceforensics <folder> [--compression raw|c0|c23|c40] [--split train|val|test] [--frames <n>]
  npm run import -- mmfr <folder>
    Datasets in the layouts in which they are distributed; docs/datasets has a page for each.

  npm run import -- folder <folder> --dataset <slug> [--label <folder>=real|generated …] [--generators]
    A folder for each label: real/, 0_real/, nature/, fake/, 1_fake/, ai/, and what --label adds.
  npm run import -- manifest <file.jsonl|file.csv> --dataset <slug> [--images <folder>] [--label <code>=real|generated …]
    Rows with path, label and, where known, generator, category, fold and group.

    Each of these takes [--dataset <slug>] [--title <words>] [--kind in_distribution|ood|other] [--licence <words>]
    [--source <where it is from>] [--localisation visible_artifact|manipulated_region|whole_image] [--report <file.jsonl>]

  npm run import -- explanations <file.jsonl> --dataset <slug>
      [--source <slug>] [--name <name>] [--kind human|model|control|stand-in] [--demo] [--reference]
      [--report <file.jsonl>]
    What one source said about images that are there; with --reference, what others of the dataset are scored against.

${predictionsUsage}

  npm run import -- hash-images
    Computes the perceptual hashes that pictures of earlier imports lack; they tell near duplicates.

  npm run import -- check-annotations <dataset> --reference <source slug> [--iou <share>] [--labels <share>]
    Annotators against a reference subset: how many images pass IoU (0.2) and label accuracy (1/3).

Refused rows are told with file, line, field and reason, and written to --report; all others go in.
An interrupted import goes on where it was when it is run again. A repeated one changes nothing.
Exit code: 0 everything is in; 1 the command is wrong and nothing was done; 2 some rows were refused;
3 the database or a disk failed on the way; 130 interrupted.`;
