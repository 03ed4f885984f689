"""Makes the tiny graphs that are tested with, and what they give: python tiny-models.py (writes beside itself)

tiny-detector.onnx  a residual network as small as can be, on the residual of NPR; tiny-detector.json holds pictures and
                    the probabilities that PyTorch gives for them, from Pillow's and PyTorch's own preprocessing
tiny-segmenter.onnx bright pixels, in every form that masks come in: logits at half the resolution (`logits`), two classes
                    (`planes`), numbers of classes (`classes`), with a score for the picture (`score`); tiny-segmenter.json
                    holds pictures, the masks in their size by PyTorch's `interpolate` as hashes of their bytes, 0 and 1

Pillow 13.0.0, torch 2.15.0, onnx 1.23.2. The networks are computed by PyTorch here, not by ONNX.
"""

import base64
import hashlib
import io
import json
import pathlib

import numpy
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from PIL import Image
from torch.nn import functional

HERE = pathlib.Path(__file__).parent
MEAN = numpy.array([0.485, 0.456, 0.406], numpy.float32)
STD = numpy.array([0.229, 0.224, 0.225], numpy.float32)
rng = numpy.random.default_rng(20261126)


def save(name, nodes, inputs, outputs, weights):
    graph = helper.make_graph(
        nodes, name, inputs, outputs, [numpy_helper.from_array(value, key) for key, value in weights.items()]
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, HERE / f"{name}.onnx")


def value(name, shape, kind=TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, kind, shape)


def picture(width, height, seed):
    """Blocks and slopes, with some noise for neighbours to differ."""
    y, x, c = numpy.meshgrid(numpy.arange(height), numpy.arange(width), numpy.arange(3), indexing="ij")
    blocks = ((x // 6 + y // 5 + c + seed) % 3) * 90
    noise = numpy.random.default_rng(seed).integers(0, 40 * (1 + seed % 3), blocks.shape)
    return Image.fromarray(((blocks + noise + x) & 255).astype(numpy.uint8))


def file_of(image, format, **options):
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def tensor_of(image, resize):
    """As torchvision's Resize, ToTensor, Normalize."""
    values = numpy.asarray(image.resize(resize, Image.Resampling.BILINEAR), numpy.float32) / numpy.float32(255)
    values = (values - MEAN) / STD
    return torch.from_numpy(values.transpose(2, 0, 1).copy())[None]


def detector():
    weights = {
        "w1": rng.normal(0, 0.5, (8, 3, 3, 3)),
        "b1": rng.normal(0, 0.1, 8),
        "w2": rng.normal(0, 0.2, (8, 8, 3, 3)),
        "b2": rng.normal(0, 0.1, 8),
        "w3": rng.normal(0, 0.2, (8, 8, 3, 3)),
        "b3": rng.normal(0, 0.1, 8),
        "fc": rng.normal(0, 1.5, (1, 8)),
        "fc_bias": numpy.array([-1.0]),
    }
    weights = {key: each.astype(numpy.float32) for key, each in weights.items()}
    convolution = {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1]}
    nodes = [
        helper.make_node("Conv", ["input", "w1", "b1"], ["c1"], strides=[2, 2], **convolution),
        helper.make_node("Relu", ["c1"], ["r1"]),
        helper.make_node("MaxPool", ["r1"], ["p1"], kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1]),
        helper.make_node("Conv", ["p1", "w2", "b2"], ["c2"], **convolution),
        helper.make_node("Relu", ["c2"], ["r2"]),
        helper.make_node("Conv", ["r2", "w3", "b3"], ["c3"], **convolution),
        helper.make_node("Add", ["c3", "p1"], ["a3"]),
        helper.make_node("Relu", ["a3"], ["r3"]),
        helper.make_node("GlobalAveragePool", ["r3"], ["g"]),
        helper.make_node("Flatten", ["g"], ["f"]),
        helper.make_node("Gemm", ["f", "fc", "fc_bias"], ["logit"], transB=1),
    ]
    save(
        "tiny-detector",
        nodes,
        [value("input", ["n", 3, "height", "width"])],
        [value("logit", ["n", 1])],
        weights,
    )
    w = {key: torch.from_numpy(each) for key, each in weights.items()}

    def network(x):
        halves = functional.interpolate(x, scale_factor=0.5, mode="nearest", recompute_scale_factor=True)
        again = functional.interpolate(halves, scale_factor=2, mode="nearest", recompute_scale_factor=True)
        x = (x - again) * 2.0 / 3.0
        x = functional.relu(functional.conv2d(x, w["w1"], w["b1"], stride=2, padding=1))
        x = functional.max_pool2d(x, 3, 2, 1)
        y = functional.relu(functional.conv2d(x, w["w2"], w["b2"], padding=1))
        x = functional.relu(functional.conv2d(y, w["w3"], w["b3"], padding=1) + x)
        return functional.linear(x.mean((2, 3)), w["fc"], w["fc_bias"])

    cases = []
    for seed, (width, height) in enumerate([(50, 40), (31, 77), (64, 64), (20, 21), (90, 33)]):
        image = picture(width, height, seed)
        file = file_of(image, "JPEG", quality=92) if seed % 2 else file_of(image, "PNG")
        read = Image.open(io.BytesIO(file)).convert("RGB")
        logit = network(tensor_of(read, (32, 24))).item()
        cases.append(
            {
                "file": base64.b64encode(file).decode(),
                "size": [width, height],
                "probability": 1 / (1 + numpy.exp(-logit)),
            }
        )
    write("tiny-detector.json", cases)


def segmenter():
    weights = {
        "brightness": numpy.full((1, 3, 1, 1), 20 / 3, numpy.float32),
        "middle": numpy.array([-10], numpy.float32),
        "minus": numpy.array([-1, 1], numpy.float32).reshape(1, 2, 1, 1),
    }
    nodes = [
        helper.make_node("Conv", ["input", "brightness", "middle"], ["bright"]),
        helper.make_node("AveragePool", ["bright"], ["logits"], kernel_shape=[2, 2], strides=[2, 2]),
        helper.make_node("Mul", ["bright", "minus"], ["planes"]),
        helper.make_node("ArgMax", ["planes"], ["classes"], axis=1, keepdims=0),
        helper.make_node("ReduceMax", ["bright"], ["brightest"], axes=[2, 3], keepdims=0),
        helper.make_node("Sigmoid", ["brightest"], ["score"]),
    ]
    save(
        "tiny-segmenter",
        nodes,
        [value("input", ["n", 3, 32, 32])],
        [
            value("logits", ["n", 1, 16, 16]),
            value("planes", ["n", 2, 32, 32]),
            value("classes", ["n", 32, 32], TensorProto.INT64),
            value("score", ["n", 1]),
        ],
        weights,
    )
    cases = []
    for width, height, boxes in [
        (64, 64, [[8, 4, 24, 20], [40, 36, 60, 60]]),
        (48, 80, [[6, 10, 30, 40], [32, 60, 46, 78]]),
        (25, 21, [[3, 2, 14, 12]]),
    ]:
        canvas = numpy.full((height, width, 3), 30, numpy.uint8)
        for x1, y1, x2, y2 in boxes:
            canvas[y1:y2, x1:x2] = (220, 250, 235)
        image = Image.fromarray(canvas)
        small = numpy.asarray(image.resize((32, 32), Image.Resampling.BILINEAR), numpy.float32)
        x = torch.from_numpy((small / numpy.float32(255)).transpose(2, 0, 1).copy())[None]
        bright = functional.conv2d(
            x, torch.from_numpy(weights["brightness"]), torch.from_numpy(weights["middle"])
        )
        logits = functional.avg_pool2d(bright, 2)
        smooth = dict(size=(height, width), mode="bilinear", align_corners=False)
        planes = torch.cat([-bright, bright], 1)
        chosen = planes.argmax(1, keepdim=True).float()
        nearest = functional.interpolate(chosen, size=(height, width), mode="nearest-exact")
        masks = {
            "logits": functional.interpolate(logits, **smooth).sigmoid()[0, 0] >= 0.5,
            "logits, threshold 0.9": functional.interpolate(logits, **smooth).sigmoid()[0, 0] >= 0.9,
            "planes": functional.interpolate(planes, **smooth).softmax(1)[0, 1] >= 0.5,
            "classes": nearest[0, 0] >= 0.5,
        }
        cases.append(
            {
                "file": base64.b64encode(file_of(image, "PNG")).decode(),
                "size": [width, height],
                "drawn": boxes,
                "score": bright.amax().sigmoid().item(),
                "masks": {
                    key: hashlib.sha256(mask.to(torch.uint8).numpy().tobytes()).hexdigest()
                    for key, mask in masks.items()
                },
                "areas": {key: int(mask.sum()) for key, mask in masks.items()},
            }
        )
    write("tiny-segmenter.json", cases)


def write(name, cases):
    (HERE / name).write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


detector()
segmenter()
