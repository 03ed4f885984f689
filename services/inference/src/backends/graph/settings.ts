import { sha256Schema } from '@fakexplain/contract';
import { z } from 'zod';
import { resamples } from '@fakexplain/vlm-onnx/pillow-resize';
import { providersSchema, stuckAfterSchema } from '../providers.ts';

const side = z.int().min(1).max(8192);
/** Width, then height, in pixels. */
const size = z.tuple([side, side]);
const resample = z.enum(resamples);
const threeNumbers = z.tuple([z.number(), z.number(), z.number()]);
const threePositive = z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]);

const stepSchema = z
  .discriminatedUnion('do', [
    z
      .strictObject({ do: z.literal('resize'), size, resample })
      .describe(
        "To this width and height, whatever the shape was; as Pillow, and so as torchvision's `Resize((h, w))` of a PIL image.",
      ),
    z
      .strictObject({ do: z.literal('resize-shortest'), side, resample })
      .describe(
        "The shorter side to this many pixels, the longer in proportion, cut to whole pixels; as torchvision's `Resize(side)`.",
      ),
    z
      .strictObject({ do: z.literal('centre-crop'), size })
      .describe(
        "The middle of the image; where it is smaller, black around it. As torchvision's `CenterCrop`.",
      ),
    z
      .strictObject({
        do: z.literal('pad'),
        multiple: z.int().min(2).max(1024),
        value: z.int().min(0).max(255).default(0),
      })
      .describe('Right and below, until both sides are multiples; `value` 0–255 in all channels.'),
    z
      .strictObject({ do: z.literal('rescale') })
      .describe("From 0–255 to 0–1, as torchvision's `ToTensor`. Without it the graph gets 0–255."),
    z
      .strictObject({ do: z.literal('normalise'), mean: threeNumbers, std: threePositive })
      .describe(
        '(x − mean) / std for each of red, green, blue, in this order even where `channels` is `bgr`.',
      ),
    z
      .strictObject({ do: z.literal('residual'), kind: z.literal('npr') })
      .describe(
        "`npr`: neighbouring pixel relationships, 2/3 (x − up(down(x))), where down and up halve and double both sides by nearest neighbour, so that of every 2 × 2 pixels the upper left one is taken from all. The factor stands in front of the first convolution in the authors' code, which an export for this step leaves out with it. An odd last row or column is dropped: the authors' code cannot take one. (Tan et al., CVPR 2024.)",
      ),
  ])
  .describe(
    'One step from the decoded image (RGB, 8 bits, EXIF orientation applied) to the tensor that the graph takes.',
  );
export type Step = z.output<typeof stepSchema>;

const geometric = new Set<Step['do']>(['resize', 'resize-shortest', 'centre-crop', 'pad']);

/** Of one of the graph's inputs or outputs. */
const portName = (port: 'input' | 'output', form: string) =>
  z
    .string()
    .min(1)
    .optional()
    .describe(`The graph's ${port}; may be left out where it has one only. ${form}`);

const inputSchema = z.strictObject({
  name: portName('input', 'Its type must be float32, its first (batch) axis free or 1.'),
  layout: z.enum(['nchw', 'nhwc']).default('nchw'),
  channels: z.enum(['rgb', 'bgr']).default('rgb'),
});

const probabilitySchema = z
  .strictObject({
    name: portName('output', 'Shape [n], [n, 1] or [n, values], float32.'),
    as: z
      .enum(['sigmoid', 'softmax', 'probability'])
      .describe(
        'What the values are: logits of independent classes, logits of exclusive classes, or probabilities already.',
      ),
    index: z.int().min(0).default(0).describe('Which value counts, from 0.'),
    of: z
      .enum(['generated', 'real'])
      .default('generated')
      .describe('What that value stands for; of `real`, one minus it is the answer.'),
  })
  .describe('A number for each image that says how likely it is to be generated.');

const maskSchema = z
  .strictObject({
    name: portName('output', 'Shape [n, h, w] or [n, classes, h, w].'),
    as: z
      .enum(['sigmoid', 'softmax', 'probability', 'classes'])
      .describe(
        'What the values are: `sigmoid`, `softmax` over the classes, `probability` (all float32), or `classes`, numbers of classes as int64, int32 or uint8, already decided.',
      ),
    index: z
      .int()
      .min(0)
      .default(0)
      .describe(
        "The class that was generated or changed: which of the classes' planes counts, or for `classes`, which number.",
      ),
    threshold: z.number().gt(0).lt(1).default(0.5),
    resample: z
      .enum(['bilinear', 'nearest'])
      .default('bilinear')
      .describe(
        "How the grid is read between its points: `bilinear` interpolates the values as the graph gives them (logits before the sigmoid or softmax), as PyTorch's `interpolate(mode='bilinear', align_corners=False)`; `nearest` takes the cell that the middle of the pixel lies in.",
      ),
  })
  .describe(
    'A value for each pixel, of a grid that may be coarser than the input. For every pixel of the original its place in the grid is found by undoing the steps of preprocessing; the grid is read there, and the pixel belongs to the mask where the reading is at least `threshold`. Pixels that a crop cut off are outside the mask.',
  );

export const graphBackendSchema = z
  .strictObject({
    kind: z.literal('graph'),
    file: z
      .string()
      .min(1)
      .describe(
        'Relative to the manifest. Weights in files next to it are found by the names that it gives them; of these, `<file>.data` is recorded.',
      ),
    sha256: sha256Schema.optional().describe('Of `file`; checked before it is opened.'),
    providers: providersSchema,
    input: inputSchema.prefault({}),
    preprocess: z
      .array(stepSchema)
      .max(20)
      .default([])
      .describe('Done in this order; those that move pixels come before those that change values.'),
    output: z
      .strictObject({ probability: probabilitySchema.optional(), mask: maskSchema.optional() })
      .refine(({ probability, mask }) => probability ?? mask, 'needs `probability`, `mask` or both'),
    batch: z
      .int()
      .min(1)
      .max(256)
      .default(8)
      .describe('Images of one size that go through the graph together at most.'),
    stuckAfter: stuckAfterSchema,
  })
  .superRefine(({ preprocess, output }, context) => {
    const firstOfValues = preprocess.findIndex((step) => !geometric.has(step.do));
    for (const [index, step] of preprocess.entries()) {
      if (firstOfValues >= 0 && index > firstOfValues && geometric.has(step.do)) {
        const message = `\`${step.do}\` moves pixels and must come before \`${preprocess[firstOfValues]?.do}\``;
        context.addIssue({ code: 'custom', path: ['preprocess', index], message });
      }
    }
    if (output.mask?.as === 'classes' && output.mask.resample === 'bilinear') {
      const message = 'numbers of classes cannot be interpolated: use `nearest`';
      context.addIssue({ code: 'custom', path: ['output', 'mask', 'resample'], message });
    }
  })
  .describe('A detector or segmenter as one ONNX file.');
export type GraphSettings = z.output<typeof graphBackendSchema>;
export type ProbabilityOutput = z.output<typeof probabilitySchema>;
export type MaskOutput = z.output<typeof maskSchema>;
