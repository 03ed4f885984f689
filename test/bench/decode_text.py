"""Tokens of a processor second that an engine writes after a prompt of text, on one thread:
python decode_text.py onnxruntime-genai checkpoint float32|int8|int4 few many
python decode_text.py openvino-genai model.gguf weights few many

Prints one number. The difference of two lengths leaves out the prompt and what starting costs.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 2
PROMPT = [10 + place % 100 for place in range(100)]


def onnxruntime_genai(checkpoint, weights):
    import onnxruntime_genai as genai

    with tempfile.TemporaryDirectory() as folder:
        precision = {"float32": "fp32"}.get(weights, weights)
        options = [] if weights == "float32" else ["--extra_options", "block_size=32", "accuracy_level=4"]
        builder = [sys.executable, "-m", "onnxruntime_genai.models.builder"]
        files = ["-m", checkpoint, "-o", folder, "-p", precision, "-e", "cpu"]
        subprocess.run([*builder, *files, *options], check=True, stdout=subprocess.DEVNULL)
        file = Path(folder, "genai_config.json")
        config = json.loads(file.read_text())
        config["model"]["decoder"]["session_options"]["intra_op_num_threads"] = 1
        file.write_text(json.dumps(config))
        model = genai.Model(folder)

    def write(count):
        params = genai.GeneratorParams(model)
        params.set_search_options(max_length=len(PROMPT) + count, do_sample=False)
        generator = genai.Generator(model, params)
        generator.append_tokens(PROMPT)
        for _ in range(count):
            generator.generate_next_token()

    return write


def openvino_genai(gguf, _):
    import numpy
    import openvino
    import openvino_genai as genai

    pipeline = genai.LLMPipeline(gguf, "CPU", INFERENCE_NUM_THREADS=1)
    ids = numpy.array([PROMPT])
    inputs = genai.TokenizedInputs(openvino.Tensor(ids), openvino.Tensor(numpy.ones_like(ids)))

    def write(count):
        config = genai.GenerationConfig(max_new_tokens=count, ignore_eos=True, do_sample=False)
        pipeline.generate(inputs, config)

    return write


def seconds(write, count):
    start = time.process_time()
    write(count)
    return time.process_time() - start


engine, model, weights, few, many = sys.argv[1:]
write = {"onnxruntime-genai": onnxruntime_genai, "openvino-genai": openvino_genai}[engine](model, weights)
few, many = int(few), int(many)
write(few)
shorter, longer = (min(seconds(write, count) for _ in range(ROUNDS)) for count in (few, many))
print((many - few) / (longer - shorter))
