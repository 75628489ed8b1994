# SPDX-License-Identifier: Apache-2.0
"""Scripts a torchvision detector with weights of no meaning and writes what it finds in a picture.

    torchvisionreference.py MODEL PICTURE OUT.pt OUT.json OUT.masks

OUT.masks holds the masks' probabilities, float32, one whole picture after the other.

The weights come from a fixed seed; statistics of the picture itself are put into the batch normalisations, so that
scores are not all alike.
"""

import json
import sys

import cv2
import torch
import torchvision

name, picture, script, results, masks = sys.argv[1:]
torch.manual_seed(0)
image = cv2.cvtColor(cv2.imread(picture), cv2.COLOR_BGR2RGB)
x = torch.from_numpy(image.transpose(2, 0, 1).copy()).float() / 255


def with_small_backbone(kind, classes):
    """torchvision's own have ResNet-50, which takes minutes on a processor."""
    backbone = torchvision.models.detection.backbone_utils.mobilenet_backbone(
        backbone_name="mobilenet_v3_large", weights=None, fpn=True, norm_layer=torch.nn.BatchNorm2d
    )
    anchors = torchvision.models.detection.anchor_utils.AnchorGenerator(
        ((32, 64, 128, 256, 512),) * 3, ((0.5, 1.0, 2.0),) * 3
    )
    return kind(
        backbone, classes, rpn_anchor_generator=anchors, min_size=320, max_size=480, box_detections_per_img=20
    )


if name == "MaskRCNN":
    model = with_small_backbone(torchvision.models.detection.MaskRCNN, 91).eval()
else:
    model = getattr(torchvision.models.detection, name)(weights=None, weights_backbone=None).eval()

for module in model.modules():
    if isinstance(module, torch.nn.BatchNorm2d):
        module.momentum = 0.5
        module.train()
with torch.no_grad():
    pair = torch.nn.functional.interpolate(torch.stack([x, x.flip(2)]), size=(320, 320))
    for _ in range(4):
        features = model.backbone(pair)
        if hasattr(model, "head"):
            model.head(list(features.values()))
model.eval()
for parameter, values in model.named_parameters():
    if "classification_head" in parameter and values.dim() == 4 and values.shape[2] == 1:
        values.data *= 40
    if "cls_score" in parameter:
        values.data = torch.randn(values.shape) * 0.5
    if "mask_fcn_logits" in parameter:
        values.data *= 20

torch.jit.script(model).save(script)
with torch.no_grad():
    found = torch.jit.load(script)([x])[1][0]
with open(results, "w", encoding="utf-8") as file:
    json.dump({key: values.tolist() for key, values in found.items() if key != "masks"}, file)
if "masks" in found:
    found["masks"].numpy().tofile(masks)
