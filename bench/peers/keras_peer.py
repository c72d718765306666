# Keras on TensorFlow: one thread, compiled to graphs (tf.function with XLA where it compiles), batch norm as it is.
# Its Adam has epsilon inside the bias correction, so it is checked as the others, within what 20 small steps differ.

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import time

from serve_peer import Material, losses, serve

import keras
import tensorflow as tf

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)


def build(material, dropout, softmax):
    model = keras.Sequential([keras.Input(material.manifest["input"])])
    for i, layer in enumerate(material.manifest["layers"]):
        numbers = lambda *names: [material.arrays[f"{i}.{name}"] for name in names]
        kind = layer["type"]
        if kind == "conv2d":
            model.add(keras.layers.Conv2D(layer["filters"], layer["kernel"], layer["stride"], layer["padding"], use_bias=layer["bias"]))
            model.layers[-1].set_weights(numbers("kernel", "bias") if layer["bias"] else numbers("kernel"))
        elif kind == "batchNorm":
            model.add(keras.layers.BatchNormalization(momentum=layer["momentum"], epsilon=layer["epsilon"]))
            model.layers[-1].set_weights(numbers("gamma", "beta", "runningMean", "runningVariance"))
        elif kind == "relu":
            model.add(keras.layers.ReLU())
        elif kind == "maxPool2d":
            model.add(keras.layers.MaxPooling2D(layer["window"], layer["stride"], layer["padding"]))
        elif kind == "globalAveragePool2d":
            model.add(keras.layers.GlobalAveragePooling2D())
        elif kind == "flatten":
            model.add(keras.layers.Flatten())
        elif kind == "dropout":
            if dropout:
                model.add(keras.layers.Dropout(layer["rate"]))
        elif kind == "dense":
            model.add(keras.layers.Dense(layer["units"]))
            model.layers[-1].set_weights(numbers("kernel", "bias"))
        elif kind == "softmax":
            if softmax:
                model.add(keras.layers.Softmax())
        else:
            raise ValueError(f"keras: no layer for {kind}")
    return model


def fastest(candidates):
    def seconds(run):
        for _ in range(3):
            run()
        started = time.perf_counter()
        for _ in range(5):
            run()
        return time.perf_counter() - started

    name = min(candidates, key=lambda one: seconds(candidates[one]))
    return name, candidates[name]


def prepare_inference(task):
    material = Material(task)
    model, x = build(material, False, True), tf.constant(material.x(0))
    candidates = {}
    for name, compiled in (("graph", False), ("XLA", True)):
        call = tf.function(lambda x: model(x, training=False), jit_compile=compiled)
        try:
            call(x)
            candidates[name] = lambda call=call: call(x).numpy()
        except Exception:
            pass
    name, run = fastest(candidates)
    return run(), run, name


def prepare_training(task):
    material, check = Material(task), task["check"]
    loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

    def trainer(dropout, compiled):
        model = build(material, dropout, False)
        adam = keras.optimizers.Adam(check["learningRate"], beta_1=0.9, beta_2=0.999, epsilon=1e-8)
        adam.build(model.trainable_variables)

        @tf.function(jit_compile=compiled)
        def step(x, labels):
            with tf.GradientTape() as tape:
                loss = loss_of(labels, model(x, training=True))
            adam.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
            return loss

        return step

    batch = lambda step: (tf.constant(material.x(step)), tf.constant(material.labels(step)))
    plain = trainer(False, False)
    answer = losses(check, lambda step: float(plain(*batch(step))))
    x, labels = batch(0)
    candidates = {}
    for name, compiled in (("graph", False), ("XLA", True)):
        step = trainer(True, compiled)
        try:
            step(x, labels)
            candidates[name] = lambda step=step: float(step(x, labels))
        except Exception:
            pass
    name, run = fastest(candidates)
    return answer, run, name


serve(
    f"keras {keras.__version__}, tensorflow {tf.__version__}, 1 thread",
    lambda task: prepare_inference(task) if task["kind"] == "inference" else prepare_training(task),
)
