"""A SegFormer with two classes as ONNX: python segformer.py FOLDER segformer.onnx

requirements: torch==2.15.0 transformers==4.57.3 onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6

FOLDER holds a SegformerForSemanticSegmentation as Hugging Face's transformers saves it. The graph gives logits at a quarter
of the resolution. With the settings of its preprocessor_config.json (those of SegFormer's own are below), a manifest says:

    preprocess:
      - { do: resize, size: [512, 512], resample: bilinear }
      - { do: rescale }
      - { do: normalise, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }
    output:
      mask: { as: softmax, index: 1 }

`index` is the class that was generated or changed, by config.json's id2label. With one class it is `as: sigmoid`.

`python segformer.py --check` exports the architecture of SegFormer-B0 with random weights, to see that exporting works here.
"""

import sys

from torch import nn
from transformers import SegformerConfig, SegformerForSemanticSegmentation

from export import export, randomise, scratch


class Logits(nn.Module):
    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x):
        return self.network(pixel_values=x).logits


AXES = {0: "n", 2: "height / 4", 3: "width / 4"}

if sys.argv[1:] == ["--check"]:
    network = SegformerForSemanticSegmentation(SegformerConfig(num_labels=2))
    randomise(network)
    with scratch() as folder:
        export(Logits(network), f"{folder}/segformer.onnx", "logits", AXES, (128, 128))
elif len(sys.argv) == 3:
    network = SegformerForSemanticSegmentation.from_pretrained(sys.argv[1], local_files_only=True)
    export(Logits(network), sys.argv[2], "logits", AXES, (512, 512))
else:
    raise SystemExit(__doc__)
