"""NPR's network as ONNX: python npr.py NPR.pth npr.onnx

requirements: torch==2.15.0 onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6

Weights: of chuangchuangtan/NPR-DeepfakeDetection. Its network is the first two stages of a ResNet-50 with a first convolution
of 3 × 3. The residual in front of it, with its factor of 2/3, stays outside; so a manifest says:

    preprocess:
      - { do: resize, size: [256, 256], resample: bilinear }
      - { do: rescale }
      - { do: normalise, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }
      - { do: residual, kind: npr }
    output:
      probability: { as: sigmoid }

The authors resize for sets whose pictures differ in size and leave out the resizing for others: without the first step the
graph takes any size, and only pictures of one size share a batch.

`python npr.py --check` exports random weights, to see that exporting works here.
"""

import sys

from torch import nn

from export import export, load, randomise, scratch
from resnet import ResNet

network = ResNet([3, 4], nn.Conv2d(3, 64, 3, 2, 1, bias=False), "fc1")

if sys.argv[1:] == ["--check"]:
    randomise(network)
    with scratch() as folder:
        export(network, f"{folder}/npr.onnx", "logit", {0: "n"}, (64, 64))
elif len(sys.argv) == 3:
    load(network, sys.argv[1])
    export(network, sys.argv[2], "logit", {0: "n"}, (256, 256))
else:
    raise SystemExit(__doc__)
