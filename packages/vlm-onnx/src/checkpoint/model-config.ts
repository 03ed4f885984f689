/** What the graphs of a Qwen2.5-VL are built from, whichever layout its `config.json` has. */
export type ModelConfig = {
  text: TextConfig;
  vision: VisionConfig;
  tieWordEmbeddings: boolean;
  tokens: { image: number; video: number; visionStart: number; visionEnd: number };
};

export type TextConfig = {
  vocabSize: number;
  hiddenSize: number;
  intermediateSize: number;
  numLayers: number;
  numHeads: number;
  numKeyValueHeads: number;
  headDim: number;
  rmsNormEps: number;
  ropeTheta: number;
  /** How many of the headDim / 2 frequencies turn with time, height and width. */
  mropeSection: [number, number, number];
};

export type VisionConfig = {
  depth: number;
  hiddenSize: number;
  intermediateSize: number;
  numHeads: number;
  inChannels: number;
  patchSize: number;
  temporalPatchSize: number;
  spatialMergeSize: number;
  /** In pixels. */
  windowSize: number;
  /** Blocks that attend to the whole image; all others attend within windows. */
  fullAttentionBlocks: number[];
  /** The text model's hidden size. */
  outHiddenSize: number;
};
