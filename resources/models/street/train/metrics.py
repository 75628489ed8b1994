# SPDX-License-Identifier: Apache-2.0
"""Detections of a model on a split, and average precision in the manner of COCO."""

import numpy as np
import torch
import torchvision

from data import letterbox, to_tensor

IOUS = np.arange(0.5, 0.96, 0.05)


@torch.no_grad()
def detect(model, picture, width, height, confidence=0.01, iou=0.6, most=300, every_class=False):
    """[n, 6] x1 y1 x2 y2 score class in pixels of the picture, best first.

    model: input to the YOLOv8 layout, as exported. A cell says its best class, or each
    above the confidence.
    """
    boxed, scale, left, top = letterbox(picture, width, height)
    out = model(to_tensor(boxed))[0]
    scores = out[4:]
    said = scores > confidence
    if not every_class:
        said &= torch.arange(len(scores)).unsqueeze(1) == scores.argmax(0)
    kinds, cells = said.nonzero(as_tuple=True)
    scores = scores[kinds, cells]
    cx, cy, w, h = out[:4, cells]
    boxes = torch.stack([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2], 1)
    best = torchvision.ops.batched_nms(boxes, scores, kinds, iou)[:most]
    boxes = (boxes[best] - torch.tensor([left, top, left, top])) / scale
    limit = torch.tensor([picture.shape[1], picture.shape[0]] * 2)
    boxes = torch.minimum(boxes.clamp(min=0), limit)
    return torch.cat([boxes, scores[best, None], kinds[best, None].float()], 1).numpy()


def iou_matrix(a, b):
    """[len(a), len(b)] of boxes x1 y1 x2 y2."""
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:4], b[None, :, 2:4])
    inter = np.clip(high - low, 0, None).prod(2)
    area_a = (a[:, 2:4] - a[:, :2]).prod(1)
    area_b = (b[:, 2:4] - b[:, :2]).prod(1)
    return inter / np.maximum(area_a[:, None] + area_b[None] - inter, 1e-9)


def match(found, truth, threshold):
    """Greedy, best score first. found [n, 6] sorted, truth [m, 7], one class, one picture.

    Returns one value a detection: 1 hit, 0 false, -1 does not count (it fits only an `ignore` box).
    """
    result = np.zeros(len(found), int)
    if not len(found) or not len(truth):
        return result
    overlap = iou_matrix(found, truth)
    hidden = truth[:, 6] > 0
    free = ~hidden
    for d in range(len(found)):
        open_ = np.where(free, overlap[d], -1)
        best = int(open_.argmax())
        if open_[best] >= threshold:
            free[best] = False
            result[d] = 1
        elif hidden.any() and overlap[d][hidden].max() >= threshold:
            result[d] = -1
    return result


def curve(results, total):
    """Scores, precision and recall after each detection that counts, best first.

    results: [(scores, marks of match())] of all pictures; total: objects to be found.
    """
    scores = np.concatenate([r[0] for r in results]) if results else np.zeros(0)
    marks = np.concatenate([r[1] for r in results]) if results else np.zeros(0, int)
    order = np.argsort(-scores, kind="mergesort")
    order = order[marks[order] >= 0]
    hits = np.cumsum(marks[order] == 1)
    precision = hits / np.arange(1, len(order) + 1)
    recall = hits / max(total, 1)
    return scores[order], precision, recall


def average_precision(precision, recall):
    """Mean over recall 0, 0.01 ... 1 of the best precision at that recall or beyond."""
    if not len(precision):
        return 0.0
    best = np.maximum.accumulate(precision[::-1])[::-1]
    at = np.searchsorted(recall, np.linspace(0, 1, 101) - 1e-9, side="left")
    return float(np.mean([best[i] if i < len(best) else 0.0 for i in at]))


def evaluate(found, truth, classes):
    """AP50, AP50:95 and number of objects per class; found and truth are lists over pictures."""
    table = []
    for c in range(classes):
        f = [x[x[:, 5] == c] for x in found]
        t = [x[x[:, 4] == c] for x in truth]
        total = int(sum((x[:, 6] == 0).sum() for x in t))
        aps = []
        for threshold in IOUS:
            results = [(a[:, 4], match(a, b, threshold)) for a, b in zip(f, t)]
            _, precision, recall = curve(results, total)
            aps.append(average_precision(precision, recall))
        table.append({"objects": total, "ap50": aps[0], "ap": float(np.mean(aps))})
    return table
