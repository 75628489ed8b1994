# SPDX-License-Identifier: Apache-2.0
"""Pictures with COCO-style boxes, and how a picture becomes the network's input."""

import json
import os
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import torch

PAD = 114
RARE = (1, 3, 4, 5)


def read(path):
    picture = cv2.imread(path)
    if picture is None:
        raise OSError("cannot read " + path)
    return picture


class Pictures:
    """One split, decoded into memory.

    boxes[i] is a float array [n, 7]: x1 y1 x2 y2 class score ignore, in pixels of pictures[i].
    by_hand[i] is a float array [nc], 1 for the classes that people marked in the set of pictures[i],
    where that set is one of `by_hand_sets` (all if None).
    """

    def __init__(self, folder: str, split: str, limit: int = 0, by_hand_sets=None):
        with open(os.path.join(folder, split + ".json"), encoding="utf-8") as f:
            coco = json.load(f)
        records = coco["images"][:limit] if limit else coco["images"]
        order = {c["id"]: i for i, c in enumerate(sorted(coco["categories"], key=lambda c: c["id"]))}
        sets = {r["id"]: r.get("set", "") for r in coco["images"]}
        marked = {name: np.zeros(len(order), np.float32) for name in sets.values()}
        found = {r["id"]: [] for r in records}
        for a in coco["annotations"]:
            of = sets[a["image_id"]]
            by_hand = a.get("source", "human") == "human" and not a.get("ignore", 0)
            if by_hand and (by_hand_sets is None or of in by_hand_sets):
                marked[of][order[a["category_id"]]] = 1
            if a["image_id"] in found:
                x, y, w, h = a["bbox"]
                found[a["image_id"]].append((x, y, x + w, y + h, order[a["category_id"]],
                                             a.get("score", 1.0), a.get("ignore", 0)))
        self.names = [r["file_name"] for r in records]
        self.sets = [sets[r["id"]] for r in records]
        self.by_hand = [marked[name] for name in self.sets]
        self.boxes = [np.array(found[r["id"]], np.float32).reshape(-1, 7) for r in records]
        with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            self.pictures = list(pool.map(read, [os.path.join(folder, "images", n) for n in self.names]))

    def __len__(self):
        return len(self.pictures)


def letterbox(picture, width, height):
    """The picture (BGR) centred in width x height; also scale, left and top."""
    h, w = picture.shape[:2]
    scale = min(width / w, height / h)
    nw, nh = max(1, round(w * scale)), max(1, round(h * scale))
    left, top = (width - nw) // 2, (height - nh) // 2
    out = np.full((height, width, 3), PAD, np.uint8)
    out[top:top + nh, left:left + nw] = cv2.resize(picture, (nw, nh))
    return out, scale, left, top


def to_tensor(picture):
    """BGR bytes to RGB float 0..1, [1, 3, H, W]."""
    rgb = np.ascontiguousarray(picture[:, :, ::-1].transpose(2, 0, 1))
    return torch.from_numpy(rgb).float().div_(255.0).unsqueeze(0)
