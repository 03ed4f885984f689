"""DIRE's classifier as ONNX: python dire.py lsun_adm.pth dire.onnx

requirements: torch==2.15.0 onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6

Weights: of ZhendongWang6/DIRE, a ResNet-50 with one output. It does not look at pictures: it looks at DIRE maps, the absolute
difference of a picture and its reconstruction by a diffusion model, saved as pictures. Making them takes that diffusion model
(compute_dire.py of the authors) and is not done here; what goes through this graph must be a data set of such maps, and fed
with plain photographs its answers mean nothing. A manifest says:

    preprocess:
      - { do: resize-shortest, side: 256, resample: bilinear }
      - { do: centre-crop, size: [224, 224] }
      - { do: rescale }
      - { do: normalise, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }
    output:
      probability: { as: sigmoid }

`python dire.py --check` exports random weights, to see that exporting works here.
"""

import sys

from torch import nn

from export import export, load, randomise, scratch
from resnet import ResNet

network = ResNet([3, 4, 6, 3], nn.Conv2d(3, 64, 7, 2, 3, bias=False), "fc")

if sys.argv[1:] == ["--check"]:
    randomise(network)
    with scratch() as folder:
        export(network, f"{folder}/dire.onnx", "logit", {0: "n"}, (64, 64))
elif len(sys.argv) == 3:
    load(network, sys.argv[1])
    export(network, sys.argv[2], "logit", {0: "n"}, (224, 224))
else:
    raise SystemExit(__doc__)
