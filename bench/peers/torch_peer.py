# PyTorch: one thread. Memory format (contiguous or channels_last); for inference, eager or frozen and optimised
# TorchScript; for training, Adam array by array or all at once (foreach): all are tried on each network and batch, the
# fastest is the one that is measured.

import time
import warnings

from serve_peer import Material, losses, serve

import torch
import torch.nn as nn
import torch.nn.functional as F

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
torch.set_num_interop_threads(1)
torch.set_flush_denormal(True)


class Padded(nn.Module):
    """Zeros around the image that need not be the same on both sides."""

    def __init__(self, pads):
        super().__init__()
        top, left, bottom, right = pads
        self.pads = (left, right, top, bottom)

    def forward(self, x):
        return F.pad(x, self.pads)


class MeanOfImage(nn.Module):
    def forward(self, x):
        return x.mean((2, 3))


def build(material, dropout, softmax):
    modules, shape = [], None
    for i, layer in enumerate(material.manifest["layers"]):
        numbers = lambda name: torch.from_numpy(material.arrays[f"{i}.{name}"].copy())
        kind = layer["type"]
        if kind == "conv2d":
            top, left, bottom, right = layer["pads"]
            even = top == bottom and left == right
            if not even:
                modules.append(Padded(layer["pads"]))
            conv = nn.Conv2d(layer["input"][2], layer["filters"], layer["kernel"], layer["stride"], (top, left) if even else 0, bias=layer["bias"])
            conv.weight.data = numbers("kernel").permute(3, 2, 0, 1).contiguous()
            if layer["bias"]:
                conv.bias.data = numbers("bias")
            modules.append(conv)
        elif kind == "batchNorm":
            norm = nn.BatchNorm2d(layer["input"][2], eps=layer["epsilon"], momentum=1 - layer["momentum"])
            norm.weight.data, norm.bias.data = numbers("gamma"), numbers("beta")
            norm.running_mean.data, norm.running_var.data = numbers("runningMean"), numbers("runningVariance")
            modules.append(norm)
        elif kind == "relu":
            modules.append(nn.ReLU(inplace=True))
        elif kind == "maxPool2d":
            modules.append(nn.MaxPool2d(layer["window"], layer["stride"]))
        elif kind == "globalAveragePool2d":
            modules.append(MeanOfImage())
        elif kind == "flatten":
            modules.append(nn.Flatten())
            shape = layer["input"]
        elif kind == "dropout":
            if dropout:
                modules.append(nn.Dropout(layer["rate"]))
        elif kind == "dense":
            weights = numbers("kernel")
            if shape is not None:  # rows come in the order H, W, C; after nn.Flatten they are C, H, W
                weights = weights.reshape(shape + [-1]).permute(2, 0, 1, 3).reshape(-1, weights.shape[1])
                shape = None
            dense = nn.Linear(weights.shape[0], weights.shape[1])
            dense.weight.data, dense.bias.data = weights.t().contiguous(), numbers("bias")
            modules.append(dense)
        elif kind == "softmax":
            if softmax:
                modules.append(nn.Softmax(1))
        else:
            raise ValueError(f"torch: no module for {kind}")
    return nn.Sequential(*modules)


def seconds(run):
    """Of one call, best of a short while, after warming up."""
    for _ in range(3):
        run()
    best, started = float("inf"), time.perf_counter()
    while True:
        before = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - before)
        if time.perf_counter() - started > 0.15:
            return best


def prepare_inference(task):
    material = Material(task)
    x = torch.from_numpy(material.x(0)).permute(0, 3, 1, 2).contiguous()
    candidates = {}
    with torch.inference_mode():
        for name, form in (("contiguous", torch.contiguous_format), ("channels_last", torch.channels_last)):
            model = build(material, False, True).eval().to(memory_format=form)
            data = x.to(memory_format=form)
            candidates[f"eager {name}"] = lambda model=model, data=data: model(data)
            try:
                script = torch.jit.optimize_for_inference(torch.jit.trace(model, data))
                candidates[f"TorchScript {name}"] = lambda script=script, data=data: script(data)
            except Exception:
                pass
        name = min(candidates, key=lambda one: seconds(candidates[one]))
        chosen = candidates[name]
        answer = chosen().numpy().copy()

    def run():
        with torch.inference_mode():
            chosen()

    return answer, run, name


def prepare_training(task):
    material, check = Material(task), task["check"]

    def trainer(form, dropout, foreach=False):
        model = build(material, dropout, False).train().to(memory_format=form)
        adam = torch.optim.Adam(model.parameters(), lr=check["learningRate"], betas=(0.9, 0.999), eps=1e-8, foreach=foreach)

        def step(x, labels):
            adam.zero_grad(set_to_none=True)
            loss = F.cross_entropy(model(x), labels)
            loss.backward()
            adam.step()
            return loss

        return step

    def batch(step, form):
        x = torch.from_numpy(material.x(step)).permute(0, 3, 1, 2).contiguous().to(memory_format=form)
        return x, torch.from_numpy(material.labels(step))

    plain = trainer(torch.contiguous_format, False)
    answer = losses(check, lambda step: float(plain(*batch(step, torch.contiguous_format))))
    candidates = {}
    for name, form in (("contiguous", torch.contiguous_format), ("channels_last", torch.channels_last)):
        for foreach in (False, True):
            step, (x, labels) = trainer(form, True, foreach), batch(0, form)
            candidates[name + (", foreach" if foreach else "")] = lambda step=step, x=x, labels=labels: step(x, labels)
    name = min(candidates, key=lambda one: seconds(candidates[one]))
    return answer, candidates[name], name


serve(
    f"torch {torch.__version__}, 1 thread",
    lambda task: prepare_inference(task) if task["kind"] == "inference" else prepare_training(task),
)
