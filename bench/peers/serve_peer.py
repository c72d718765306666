# The Python side of the conversation of ../src/task.ts: one JSON object a line; answers begin with @@.

import base64
import json
import os
import sys
import time
import traceback

for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
    os.environ[name] = "1"

import numpy as np

out = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # what libraries print goes elsewhere


def say(answer):
    out.write("@@" + json.dumps(answer) + "\n")
    out.flush()


class Material:
    """The files of a task, read."""

    def __init__(self, task):
        base = os.path.join(task["folder"], task["net"])
        self.manifest = json.load(open(base + ".json"))
        numbers = np.fromfile(base + ".f32", np.float32)
        self.arrays = {
            name: numbers[a["offset"] : a["offset"] + int(np.prod(a["shape"]))].reshape(a["shape"]).copy()
            for name, a in self.manifest["arrays"].items()
        }
        self.pictures = np.fromfile(os.path.join(task["folder"], "pictures.f32"), np.float32).reshape([-1] + self.manifest["input"])
        self.batch = task["batch"]

    def _indices(self, step):
        return (step * self.batch + np.arange(self.batch)) % len(self.pictures)

    def x(self, step):
        return self.pictures[self._indices(step)]

    def labels(self, step):
        return np.array(self.manifest["labels"], np.int64)[self._indices(step)]


def losses(check, step):
    """Runs steps until there are enough or the time is over, at least two: the second loss shows the first gradient."""
    values, started = [], time.perf_counter()
    while len(values) < check["steps"] and (len(values) < 2 or (time.perf_counter() - started) * 1000 < check["budgetMs"]):
        values.append(step(len(values)))
    return np.array(values, np.float32)


def measure(run, ms):
    durations, cpu, started = [], time.process_time(), time.perf_counter()
    now = started
    while True:
        before = now
        run()
        now = time.perf_counter()
        durations.append((now - before) * 1000)
        if (now - started) * 1000 >= ms:
            break
    ordered = sorted(durations)
    rank = lambda share: ordered[max(0, int(np.ceil(share * len(ordered))) - 1)]
    return {
        "p50Ms": rank(0.5),
        "p99Ms": rank(0.99),
        "calls": len(durations),
        "wallMs": (now - started) * 1000,
        "cpuMs": (time.process_time() - cpu) * 1000,
    }


def serve(about, prepare):
    """Answers until standard input ends. `prepare(task)` returns (answer, run, note)."""
    say({"hello": {"about": about}})
    run = None
    for line in sys.stdin:
        try:
            request = json.loads(line)
            if request["command"] == "prepare":
                run = None
                answer, run, note = prepare(request["task"])
                text = base64.b64encode(np.ascontiguousarray(answer, np.float32).tobytes()).decode()
                say({"prepared": {"answer": text, **({"note": note} if note else {})}})
            else:
                say({"measured": measure(run, request["ms"])})
        except Exception:
            say({"error": traceback.format_exc()[-1500:]})
