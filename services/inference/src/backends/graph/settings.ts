import { z } from 'zod';
import { resamples } from '../../images/pillow-filters.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hex');
const side = z.int().min(1).max(8192);
/** Width, then height, in pixels. */
const size = z.tuple([side, side]);
const resample = z.enum(resamples);
const threeNumbers = z.tuple([z.number(), z.number(), z.number()]);
const threePositive = z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]);

/** One step from the decoded picture (RGB, 8 bits, EXIF orientation applied) to the tensor that the graph takes. */
const stepSchema = z.discriminatedUnion('do', [
  /** To this width and height, whatever the shape was; as Pillow, and so as torchvision's `Resize((h, w))` of a PIL image. */
  z.strictObject({ do: z.literal('resize'), size, resample }),
  /** The shorter side to this many pixels, the longer in proportion, cut to whole pixels; as torchvision's `Resize(side)`. */
  z.strictObject({ do: z.literal('resize-shortest'), side, resample }),
  /** The middle of the picture; where it is smaller, black around it. As torchvision's `CenterCrop`. */
  z.strictObject({ do: z.literal('centre-crop'), size }),
  /** Right and below, until both sides are multiples; `value` 0–255 in all channels. */
  z.strictObject({
    do: z.literal('pad'),
    multiple: z.int().min(2).max(1024),
    value: z.int().min(0).max(255).default(0),
  }),
  /** From 0–255 to 0–1, as torchvision's `ToTensor`. Without it the graph gets 0–255. */
  z.strictObject({ do: z.literal('rescale') }),
  /** (x − mean) / std for each of red, green, blue, in this order even where `channels` is `bgr`. */
  z.strictObject({ do: z.literal('normalise'), mean: threeNumbers, std: threePositive }),
  /**
   * `npr`: neighbouring pixel relationships, 2/3 (x − up(down(x))), where down and up halve and double both sides by
   * nearest neighbour, so that of every 2 × 2 pixels the upper left one is taken from all. The factor stands in front of the
   * first convolution in the authors' code, which an export for this step leaves out with it. An odd last row or column is
   * dropped: the authors' code cannot take one. (Tan et al., CVPR 2024.)
   */
  z.strictObject({ do: z.literal('residual'), kind: z.literal('npr') }),
]);
export type Step = z.output<typeof stepSchema>;

const geometric = new Set<Step['do']>(['resize', 'resize-shortest', 'centre-crop', 'pad']);

const inputSchema = z.strictObject({
  /** The graph's input; may be left out where it has one only. Its type must be float32, its first (batch) axis free or 1. */
  name: z.string().min(1).optional(),
  layout: z.enum(['nchw', 'nhwc']).default('nchw'),
  channels: z.enum(['rgb', 'bgr']).default('rgb'),
});

/** A number for each picture that says how likely it is to be generated. */
const probabilitySchema = z.strictObject({
  /** The graph's output; may be left out where it has one only. Shape [n], [n, 1] or [n, values], float32. */
  name: z.string().min(1).optional(),
  /** What the values are: logits of independent classes, logits of exclusive classes, or probabilities already. */
  as: z.enum(['sigmoid', 'softmax', 'probability']),
  /** Which value counts, from 0. */
  index: z.int().min(0).default(0),
  /** What that value stands for; of `real`, one minus it is the answer. */
  of: z.enum(['generated', 'real']).default('generated'),
});

/**
 * A value for each pixel, of a grid that may be coarser than the input. For every pixel of the original its place in the
 * grid is found by undoing the steps of preprocessing; the grid is read there, and the pixel belongs to the mask where the
 * reading is at least `threshold`. Pixels that a crop cut off are outside the mask.
 */
const maskSchema = z.strictObject({
  /** The graph's output; may be left out where it has one only. Shape [n, h, w] or [n, classes, h, w]. */
  name: z.string().min(1).optional(),
  /**
   * What the values are: `sigmoid`, `softmax` over the classes, `probability` (all float32), or `classes`, numbers of classes
   * as int64, int32 or uint8, already decided.
   */
  as: z.enum(['sigmoid', 'softmax', 'probability', 'classes']),
  /** The class that was generated or changed: which of the classes' planes counts, or for `classes`, which number. */
  index: z.int().min(0).default(0),
  threshold: z.number().gt(0).lt(1).default(0.5),
  /**
   * How the grid is read between its points: `bilinear` interpolates the values as the graph gives them (logits before the
   * sigmoid or softmax), as PyTorch's `interpolate(mode='bilinear', align_corners=False)`; `nearest` takes the cell that the
   * middle of the pixel lies in.
   */
  resample: z.enum(['bilinear', 'nearest']).default('bilinear'),
});

/** A detector or segmenter as one ONNX file. */
export const graphBackendSchema = z
  .strictObject({
    kind: z.literal('graph'),
    /** Relative to the manifest. Weights in files beside it are found by the names that it gives them; of these, `<file>.data` is recorded. */
    file: z.string().min(1),
    /** Of `file`; checked before it is opened. */
    sha256: sha256.optional(),
    /** The first one that is here is used and recorded; with one alone, nothing else ever is. */
    providers: z
      .array(z.enum(['cuda', 'webgpu', 'cpu']))
      .min(1)
      .default(['cpu']),
    input: inputSchema.prefault({}),
    /** Done in this order; those that move pixels come before those that change values. */
    preprocess: z.array(stepSchema).max(20).default([]),
    output: z
      .strictObject({ probability: probabilitySchema.optional(), mask: maskSchema.optional() })
      .refine(({ probability, mask }) => probability ?? mask, 'needs `probability`, `mask` or both'),
    /** Pictures of one size that go through the graph together at most. */
    batch: z.int().min(1).max(256).default(8),
    /** Seconds after which a silent model is restarted. */
    stuckAfter: z.number().positive().default(120),
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
  });
export type GraphSettings = z.output<typeof graphBackendSchema>;
export type ProbabilityOutput = z.output<typeof probabilitySchema>;
export type MaskOutput = z.output<typeof maskSchema>;
