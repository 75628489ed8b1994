# SPDX-License-Identifier: Apache-2.0
"""Scripts a torchvision detector with weights of no meaning and writes what it finds in a picture.

    torchvisionreference.py MODEL PICTURE OUT.pt OUT.json

The weights come from a fixed seed; statistics of the picture itself are put into the batch normalisations, so that
scores are not all alike.
"""

import json
import sys

import cv2
import torch
import torchvision

name, picture, script, results = sys.argv[1:]
torch.manual_seed(0)
image = cv2.cvtColor(cv2.imread(picture), cv2.COLOR_BGR2RGB)
x = torch.from_numpy(image.transpose(2, 0, 1).copy()).float() / 255
model = getattr(torchvision.models.detection, name)(weights=None, weights_backbone=None).eval()

for module in model.modules():
    if isinstance(module, torch.nn.BatchNorm2d):
        module.momentum = 0.5
        module.train()
with torch.no_grad():
    pair = torch.nn.functional.interpolate(torch.stack([x, x.flip(2)]), size=(320, 320))
    for _ in range(6):
        features = model.backbone(pair)
        if hasattr(model, "head"):
            model.head(list(features.values()))
model.eval()
for parameter, values in model.named_parameters():
    if "classification_head" in parameter and values.dim() == 4 and values.shape[2] == 1:
        values.data *= 40
    if "cls_score" in parameter:
        values.data = torch.randn(values.shape) * 0.5

torch.jit.script(model).save(script)
with torch.no_grad():
    found = torch.jit.load(script)([x])[1][0]
with open(results, "w", encoding="utf-8") as file:
    json.dump({key: found[key].tolist() for key in ("boxes", "labels", "scores")}, file)
