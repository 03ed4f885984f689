"""What the exporters share: reading weights, writing ONNX, and holding the one against the other."""

import hashlib
import pathlib
import tempfile
import warnings

import numpy
import onnxruntime
import torch


def load(network, path):
    """Every weight must be there and no other."""
    weights = torch.load(path, map_location="cpu", weights_only=True)
    for key in ("model", "state_dict"):
        if key in weights:
            weights = weights[key]
    weights = {key.removeprefix("module."): value for key, value in weights.items()}
    network.load_state_dict(weights, strict=True)


def export(network, path, output, axes, size):
    """Writes `network` with a free batch and free sides, and fails where ONNX Runtime gives anything but PyTorch.

    axes: names of the output's free axes by number; size: sides of the picture that it is traced with
    """
    network.eval()
    free = {"input": {0: "n", 2: "height", 3: "width"}, output: axes}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.onnx.export(
            network,
            (torch.zeros(2, 3, *size),),
            str(path),
            dynamo=False,
            input_names=["input"],
            output_names=[output],
            dynamic_axes=free,
            opset_version=17,
        )
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    worst = 0.0
    for count, scale in ((1, 1), (3, 1), (2, 2)):
        x = torch.randn(count, 3, *(scale * side for side in size))
        with torch.no_grad():
            expected = network(x).numpy()
        (found,) = session.run([output], {"input": x.numpy()})
        worst = max(worst, float(numpy.abs(found - expected).max() / numpy.abs(expected).max()))
    if worst > 1e-4:
        raise SystemExit(f"ONNX Runtime differs from PyTorch by {worst:.1e}: nothing that was written should be used")
    sha256 = hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()
    print(f"{path}: differs from PyTorch by {worst:.1e} at most\nsha256: {sha256}")


def randomise(network):
    """Weights as after training rather than before: statistics of batch norms that are not 0 and 1."""
    torch.manual_seed(1)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)


def scratch():
    return tempfile.TemporaryDirectory()
