# SPDX-License-Identifier: Apache-2.0
"""Writes what a D2Go program finds in a picture, by Python's LibTorch and the real torchvision.

    d2goreference.py MODEL PICTURE OUT.json
"""

import json
import sys

import cv2
import torch
import torchvision  # Its operators; noqa: F401

model, picture, results = sys.argv[1:]
torch.backends.quantized.engine = "qnnpack"
program = torch.jit.load(model).eval()
x = torch.from_numpy(cv2.imread(picture).transpose(2, 0, 1).copy()).float() / 255
with torch.inference_mode():
    found = program([x])[1][0]
with open(results, "w", encoding="utf-8") as file:
    json.dump({key: found[key].tolist() for key in ("boxes", "labels", "scores")}, file)
