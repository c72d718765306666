#!/usr/bin/env python3
"""Makes the golden numbers that the kernels are tested against, with PyTorch in float64.

    /usr/bin/python3 packages/tensor/test/goldens/make.py

PyTorch keeps images as [N,C,H,W] and filters as [K,C,R,S]; the files hold them as this engine does, [N,H,W,C] and
[R,S,C,K]. Inputs are multiples of 1/8, exact in float32, with ties among them; results are rounded to six decimals.
Same versions, same bytes.
"""

import json
import pathlib
import platform

import numpy as np
import torch
import torch.nn.functional as F

HERE = pathlib.Path(__file__).parent
MADE = {
    "by": "packages/tensor/test/goldens/make.py",
    "python": platform.python_version(),
    "torch": torch.__version__,
    "numpy": np.__version__,
}
rng = np.random.default_rng(20240607)


def eighths(*shape, low=-16, high=16):
    """Random multiples of 1/8 from low/8 to high/8."""
    return torch.tensor(rng.integers(low, high + 1, shape) / 8, dtype=torch.float64)


def numbers(tensor):
    """Flat list in memory order, rounded, whole numbers without a point."""
    values = [round(float(v), 6) + 0.0 for v in tensor.detach().contiguous().flatten()]
    return [int(v) if v == int(v) else v for v in values]


def write(name, cases):
    rows = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    made = json.dumps(MADE)
    (HERE / f"{name}.json").write_text(f'{{"made":{made},"cases":[\n{rows}\n]}}\n')


def nchw(x):
    return x.permute(0, 3, 1, 2)


def nhwc(x):
    return x.permute(0, 2, 3, 1)


def leaf(x):
    return x.clone().requires_grad_(True)


def window_case(N, H, W, C, R, S, stride, pad, K=None):
    """The geometry fields of one case; pad is (top, bottom, left, right)."""
    top, bottom, left, right = pad
    g = dict(batch=N, height=H, width=W, channels=C, stride=list(stride))
    g["padding"] = dict(top=top, bottom=bottom, left=left, right=right)
    g.update(dict(filters=K, kernel=[R, S]) if K else dict(window=[R, S]))
    return g


def padded(x, pad, value=0.0):
    top, bottom, left, right = pad
    return F.pad(nchw(x), (left, right, top, bottom), value=value)


def conv2d():
    cases = []
    for N, H, W, C, K, R, S, stride, pad in [
        (2, 5, 4, 3, 2, 3, 2, (1, 1), (0, 0, 0, 0)),
        (1, 6, 5, 2, 5, 3, 3, (2, 1), (1, 0, 0, 1)),
        (2, 4, 7, 1, 3, 2, 5, (1, 2), (0, 1, 3, 1)),
        (1, 7, 3, 4, 3, 1, 3, (3, 1), (0, 0, 2, 0)),
        (3, 3, 4, 2, 4, 1, 1, (1, 1), (0, 0, 0, 0)),
        (1, 5, 6, 1, 9, 5, 3, (1, 2), (4, 2, 0, 1)),
    ]:
        x, w, b = leaf(eighths(N, H, W, C)), leaf(eighths(R, S, C, K)), leaf(eighths(K))
        y = nhwc(F.conv2d(padded(x, pad), w.permute(3, 2, 0, 1), b, stride=stride))
        dy = eighths(*y.shape)
        y.backward(dy)
        values = dict(x=x, w=w, b=b, dy=dy, y=y, dx=x.grad, dw=w.grad, db=b.grad)
        cases.append(dict(options=window_case(N, H, W, C, R, S, stride, pad, K), values={k: numbers(v) for k, v in values.items()}))
    write("conv2d", cases)


POOLS = [
    (2, 5, 7, 3, 2, 3, (2, 3), (0, 0, 0, 0)),
    (1, 6, 5, 2, 3, 2, (2, 1), (1, 0, 0, 1)),
    (1, 5, 8, 3, 3, 4, (1, 2), (0, 2, 3, 1)),
    (2, 7, 4, 1, 2, 2, (3, 2), (1, 1, 1, 1)),
]


def max_pool2d():
    cases = []
    for N, H, W, C, R, S, stride, pad in POOLS:
        x = leaf(eighths(N, H, W, C, low=-5, high=5))  # few values: many ties
        y = nhwc(F.max_pool2d(padded(x, pad, -np.inf), (R, S), stride))
        dy = eighths(*y.shape)
        y.backward(dy)
        values = dict(x=x, dy=dy, y=y, dx=x.grad)
        cases.append(dict(options=window_case(N, H, W, C, R, S, stride, pad), values={k: numbers(v) for k, v in values.items()}))
    write("max-pool2d", cases)


def average_pool2d():
    cases = []
    for N, H, W, C, R, S, stride, pad in POOLS:
        x = leaf(eighths(N, H, W, C))
        # avg_pool2d takes no lopsided padding, so: mean with zeros divided by the share of real pixels.
        y = F.avg_pool2d(padded(x, pad), (R, S), stride) / F.avg_pool2d(padded(torch.ones_like(x), pad), (R, S), stride)
        if pad == (1, 1, 1, 1):
            assert torch.allclose(y, F.avg_pool2d(nchw(x), (R, S), stride, padding=1, count_include_pad=False))
        y = nhwc(y)
        dy = eighths(*y.shape)
        y.backward(dy)
        values = dict(x=x, dy=dy, y=y, dx=x.grad)
        cases.append(dict(options=window_case(N, H, W, C, R, S, stride, pad), values={k: numbers(v) for k, v in values.items()}))
    write("average-pool2d", cases)


def global_average_pool2d():
    cases = []
    for N, H, W, C in [(2, 3, 5, 4), (3, 7, 2, 1)]:
        x = leaf(eighths(N, H, W, C))
        y = F.adaptive_avg_pool2d(nchw(x), 1).flatten(1)
        dy = eighths(*y.shape)
        y.backward(dy)
        values = dict(x=x, dy=dy, y=y, dx=x.grad)
        cases.append(dict(geometry=dict(N=N, H=H, W=W, C=C), values={k: numbers(v) for k, v in values.items()}))
    write("global-average-pool2d", cases)


def dense():
    cases = []
    for N, C, K in [(3, 7, 5), (1, 4, 10), (5, 1, 3)]:
        x, w, b = leaf(eighths(N, C)), leaf(eighths(C, K)), leaf(eighths(K))
        y = F.linear(x, w.T, b)
        dy = eighths(N, K)
        y.backward(dy)
        values = dict(x=x, w=w, b=b, dy=dy, y=y, dx=x.grad, dw=w.grad, db=b.grad)
        cases.append(dict(geometry=dict(N=N, C=C, K=K), values={k: numbers(v) for k, v in values.items()}))
    write("dense", cases)


def relu():
    x = leaf(eighths(23))
    y = F.relu(x)
    dy = eighths(23)
    y.backward(dy)
    values = dict(x=x, dy=dy, y=y, dx=x.grad)
    write("relu", [dict(geometry=dict(length=23), values={k: numbers(v) for k, v in values.items()})])


def softmax():
    cases = []
    for N, K, scale in [(3, 5, 1), (2, 10, 4), (2, 3, 1000)]:
        logits = leaf(eighths(N, K) * scale)
        p = F.softmax(logits, 1)
        dy = eighths(N, K)
        p.backward(dy)
        values = dict(logits=logits, dy=dy, p=p, dx=logits.grad)
        cases.append(dict(geometry=dict(N=N, K=K), values={k: numbers(v) for k, v in values.items()}))
    write("softmax", cases)


def softmax_cross_entropy():
    cases = []
    for N, K, smoothing, soft, scale in [(3, 5, 0, False, 1), (4, 10, 0.1, False, 2), (2, 7, 0, True, 1), (3, 4, 0.25, True, 3), (2, 5, 0.1, False, 1000)]:
        logits = leaf(eighths(N, K) * scale)
        if soft:
            targets = torch.tensor(rng.multinomial(16, [1 / K] * K, N) / 16)
        else:
            targets = F.one_hot(torch.tensor(rng.integers(0, K, N)), K).double()
        losses = F.cross_entropy(logits, targets, reduction="none", label_smoothing=smoothing)
        losses.mean().backward()
        values = dict(logits=logits, targets=targets, losses=losses, probabilities=F.softmax(logits, 1), dlogits=logits.grad)
        cases.append(dict(geometry=dict(N=N, K=K), scalars=dict(smoothing=smoothing), values={k: numbers(v) for k, v in values.items()}))
    write("softmax-cross-entropy", cases)


def ctc():
    """Losses, gradients and forward variables of ctc_loss. A blank is the last class here; texts end with -1."""
    cases = []
    for title, T, K, texts in [
        ("one label", 1, 3, [[1]]),
        ("several texts, one of them empty", 5, 4, [[0, 2], [], [1, 1], [2, 0, 1, 2]]),
        ("repeated labels that just fit", 7, 3, [[0, 0, 0, 0], [1, 1, 0, 1]]),
        ("texts without a path", 3, 3, [[1, 1, 0], [0, 1, 0, 1], [0, 1]]),
        ("ten digits", 9, 11, [[4, 0, 7], [9, 9, 1, 2, 3]]),
    ]:
        N, width = len(texts), 2 * T + 1
        logits = leaf(eighths(N, T, K))
        log_p = F.log_softmax(logits, 2)
        lengths = torch.tensor([len(text) for text in texts])
        padded_texts = torch.zeros(N, max(1, int(lengths.max())), dtype=torch.long)
        for n, text in enumerate(texts):
            padded_texts[n, : len(text)] = torch.tensor(text, dtype=torch.long)
        frames = torch.full((N,), T)
        losses = F.ctc_loss(log_p.transpose(0, 1), padded_texts, frames, lengths, K - 1, "none")
        # A text without a path has no gradient; zero_infinity says so too.
        F.ctc_loss(log_p.transpose(0, 1), padded_texts, frames, lengths, K - 1, "none", True).sum().div(N).backward()

        def variables(log_p, rows):
            """log alpha, as PyTorch has it inside, one sequence at a time; -inf past the text and for texts too long."""
            out = torch.full((N, T, width), -np.inf, dtype=torch.float64)
            for n, text in enumerate(rows):
                if len(text) > T:
                    continue
                one = torch.tensor([text if text else [0]])
                _, alpha = torch._ctc_loss(log_p[n : n + 1].transpose(0, 1), one, [T], [len(text)], K - 1)
                out[n, :, : 2 * len(text) + 1] = alpha[0, :, : 2 * len(text) + 1]
            return out

        alphas = variables(log_p.detach(), texts)
        # Beta is alpha from the other end, without the frame itself.
        backwards = variables(log_p.detach().flip(1), [text[::-1] for text in texts]).flip(1)
        betas = torch.full_like(alphas, -np.inf)
        for n, text in enumerate(texts):
            if len(text) > T:
                continue
            classes = [text[s // 2] if s % 2 else K - 1 for s in range(2 * len(text) + 1)]
            betas[n, :, : len(classes)] = backwards[n, :, : len(classes)].flip(1) - log_p.detach()[n][:, classes]
        targets = [text + [-1] * (T * K - len(text)) for text in texts]
        values = dict(
            logits=logits, targets=torch.tensor(targets), losses=losses, probabilities=F.softmax(logits, 2),
            alphas=alphas, betas=betas, dlogits=logits.grad,
        )
        named = {key: [str(v) if np.isinf(v) else v for v in numbers_or_infinity(value)] for key, value in values.items()}
        cases.append(dict(title=title, geometry=dict(N=N, T=T, K=K), values=named))
    write("ctc", cases)


def numbers_or_infinity(tensor):
    finite = torch.where(torch.isinf(tensor), torch.zeros_like(tensor), tensor)
    return [float(v) if np.isinf(v) else n for v, n in zip(tensor.detach().flatten().tolist(), numbers(finite))]


def mean_squared_error():
    x, targets = leaf(eighths(3, 5)), eighths(3, 5)
    losses = F.mse_loss(x, targets, reduction="none").mean(1)
    losses.mean().backward()
    values = dict(x=x, targets=targets, losses=losses, dx=x.grad)
    write("mean-squared-error", [dict(geometry=dict(N=3, K=5), values={k: numbers(v) for k, v in values.items()})])


def batch_norm():
    cases = []
    for rows, C, momentum, epsilon in [(11, 3, 0.9, 1e-3), (6, 5, 0.75, 1e-5)]:
        x, gamma, beta = leaf(eighths(rows, C)), leaf(eighths(C)), leaf(eighths(C))
        mean0, variance0 = eighths(C), eighths(C, low=1)
        mean1, variance1 = mean0.clone(), variance0.clone()
        y = F.batch_norm(x, mean1, variance1, gamma, beta, True, 1 - momentum, epsilon)
        dy = eighths(rows, C)
        y.backward(dy)
        # PyTorch's running variance takes the unbiased batch variance; this engine, like Keras, the biased one.
        biased = torch.var(x, 0, unbiased=False)
        assert torch.allclose(variance1, momentum * variance0 + (1 - momentum) * biased * rows / (rows - 1))
        values = dict(
            x=x, gamma=gamma, beta=beta, dy=dy, runningMean=mean0, runningVariance=variance0,
            y=y, mean=x.mean(0), inverseStd=1 / torch.sqrt(biased + epsilon), dx=x.grad, dgamma=gamma.grad, dbeta=beta.grad,
            runningMeanAfter=mean1, runningVarianceAfter=momentum * variance0 + (1 - momentum) * biased,
            predicted=F.batch_norm(x, mean0, variance0, gamma, beta, False, 0.0, epsilon),
        )
        cases.append(dict(geometry=dict(rows=rows, C=C), scalars=dict(momentum=momentum, epsilon=epsilon), values={k: numbers(v) for k, v in values.items()}))
    write("batch-norm", cases)


def optimizers():
    """Twenty steps of each optimizer over gradients given beforehand, with the weights after every step."""
    steps, length = 20, 5
    start = eighths(length)
    gradients = eighths(steps, length)
    gradients[:, 1] /= 64  # small gradients, where the place of epsilon shows
    lr = 0.05
    table = {
        "sgdStep": [
            (dict(learningRate=lr, weightDecay=0), lambda w: torch.optim.SGD(w, lr)),
            (dict(learningRate=lr, weightDecay=0.1), lambda w: torch.optim.SGD(w, lr, weight_decay=0.1)),
        ],
        "momentumStep": [
            (dict(learningRate=lr, momentum=0.9, weightDecay=0), lambda w: torch.optim.SGD(w, lr, momentum=0.9)),
            (dict(learningRate=lr, momentum=0.8, weightDecay=0.1), lambda w: torch.optim.SGD(w, lr, momentum=0.8, weight_decay=0.1)),
        ],
        "rmspropStep": [
            (dict(learningRate=lr, rho=0.9, epsilon=0.01, weightDecay=0), lambda w: torch.optim.RMSprop(w, lr, alpha=0.9, eps=0.01)),
            (dict(learningRate=lr, rho=0.99, epsilon=1e-8, weightDecay=0.1), lambda w: torch.optim.RMSprop(w, lr, alpha=0.99, weight_decay=0.1)),
        ],
        "adamStep": [
            (dict(learningRate=lr, beta1=0.9, beta2=0.999, epsilon=0.01, weightDecay=0), lambda w: torch.optim.Adam(w, lr, eps=0.01)),
            (dict(learningRate=lr, beta1=0.8, beta2=0.99, epsilon=1e-8, weightDecay=0.1), lambda w: torch.optim.Adam(w, lr, (0.8, 0.99), weight_decay=0.1)),
        ],
        "adamwStep": [
            (dict(learningRate=lr, beta1=0.9, beta2=0.999, epsilon=0.01, weightDecay=0.1), lambda w: torch.optim.AdamW(w, lr, eps=0.01, weight_decay=0.1)),
        ],
    }
    cases = []
    for kernel, variants in table.items():
        for scalars, make in variants:
            w = torch.nn.Parameter(start.clone())
            optimizer = make([w])
            after = []
            for gradient in gradients:
                w.grad = gradient.clone()
                optimizer.step()
                after.append(w.detach().clone())
            cases.append(dict(kernel=kernel, scalars=scalars, weights=numbers(torch.stack(after))))
    shared = dict(start=numbers(start), gradients=numbers(gradients))
    rows = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    (HERE / "optimizers.json").write_text(
        f'{{"made":{json.dumps(MADE)},"length":{length},"steps":{steps},\n"start":{json.dumps(shared["start"])},\n'
        f'"gradients":{json.dumps(shared["gradients"], separators=(",", ":"))},"cases":[\n{rows}\n]}}\n'
    )


def clip_by_norm():
    cases = []
    for length, maxNorm in [(7, 1.5), (9, 100.0)]:
        grads = eighths(length)
        w = torch.nn.Parameter(torch.zeros(length, dtype=torch.float64))
        w.grad = grads.clone()
        torch.nn.utils.clip_grad_norm_([w], maxNorm)
        cases.append(dict(geometry=dict(length=length), scalars=dict(maxNorm=maxNorm), values=dict(grads=numbers(grads), gradsAfter=numbers(w.grad))))
    write("clip-by-norm", cases)


torch.manual_seed(0)
for make in [conv2d, max_pool2d, average_pool2d, global_average_pool2d, dense, relu, softmax, softmax_cross_entropy, mean_squared_error, batch_norm, optimizers, clip_by_norm, ctc]:
    make()
