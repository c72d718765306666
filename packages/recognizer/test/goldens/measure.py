"""Adds to morpho.json what Morpho-MNIST measures of its digits: enlarging and the medial axis by scikit-image 0.19.3, with
numpy 1.24 and scipy 1.10; the measures as defined in Castro et al. 2019, JMLR 20, appendix A, and in its published code."""

import base64
import json
import os

import numpy as np
import scipy
import skimage
from scipy import ndimage
from skimage.morphology import medial_axis
from skimage.transform import pyramid_expand

SCALE = 4


def measure(image):
    large = (255 * pyramid_expand(image, upscale=SCALE, order=3)).astype(np.uint8)
    mask = large >= large.min() + 0.5 * (float(large.max()) - float(large.min()))
    axis, distance = medial_axis(mask, return_distance=True, random_state=42)
    pairs = np.array([[0, 0, 0], [0, 0, 1], [np.sqrt(2), 1, np.sqrt(2)]])
    length = (ndimage.correlate(axis.astype(float), pairs, mode="constant") * axis).sum() / SCALE
    grey = large.astype(float)
    total = grey.sum()
    y, x = np.mgrid[: grey.shape[0], : grey.shape[1]]
    mx, my = (x * grey).sum() / total, (y * grey).sum() / total
    shear = ((x * y * grey).sum() / total - mx * my) / ((y * y * grey).sum() / total - my * my)
    t = np.arange(grey.shape[1])
    across = [(grey * (x + 0.5 < at + shear * (y - my))).sum() / total for at in t]
    down = [(grey * (y < at)).sum() / total for at in t]
    left, right = np.interp([0.01, 0.99], across, t)
    top, bottom = np.interp([0.01, 0.99], down, t)
    return {
        "area": mask.sum() / SCALE**2,
        "length": length,
        "thickness": 2 * distance[axis].mean() / SCALE,
        "slant": np.arctan(-shear),
        "width": (right - left) / SCALE,
        "height": (bottom - top) / SCALE,
    }


path = os.path.join(os.path.dirname(__file__), "morpho.json")
with open(path) as file:
    content = json.load(file)
for digit in content["digits"]:
    image = np.frombuffer(base64.b64decode(digit["image"]), np.uint8).reshape(28, 28)
    digit["measures"] = {name: round(float(value), 9) for name, value in measure(image).items()}
content["madeWith"] = f"scikit-image {skimage.__version__}, numpy {np.__version__}, scipy {scipy.__version__}"
with open(path, "w") as file:
    json.dump(content, file, indent=1)
    file.write("\n")
