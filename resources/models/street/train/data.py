# SPDX-License-Identifier: Apache-2.0
"""Pictures with COCO-style boxes, and the random compositions that the network learns from."""

import json
import math
import os

import cv2
import numpy as np
import torch

PAD = 114
REFERENCE = 416   # scale 1 of the augmentation: the long side at which results are judged
RARE = (1, 3, 4, 5)


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
        self.pictures = []
        for name in self.names:
            picture = cv2.imread(os.path.join(folder, "images", name))
            if picture is None:
                raise OSError("cannot read " + name)
            self.pictures.append(picture)

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


def place(canvas, region, picture, boxes, scale, stretch, flip, rng, focus=None):
    """Draws a scaled picture into a region of the canvas; returns its boxes there.

    A picture larger than the region is cropped at random, around the middle of the box
    `focus` if one is given. Boxes mostly cut away or tiny become `ignore`.
    """
    x0, y0, x1, y1 = region
    h, w = picture.shape[:2]
    size = np.array([x1 - x0, y1 - y0], np.float64)
    factor = np.array([scale * stretch, scale / stretch])
    room = size - factor * (w, h)
    shift = np.where(room > 0, rng.random(2) * room, rng.random(2) * room)
    if focus is not None:
        middle = np.array([(focus[0] + focus[2]) / 2, (focus[1] + focus[3]) / 2]) * factor
        shift = size * rng.uniform(0.25, 0.75, 2) - middle
        shift = np.clip(shift, np.minimum(room, 0), np.maximum(room, 0))
    matrix = np.array([[factor[0], 0, shift[0]], [0, factor[1], shift[1]]])
    if scale < 0.6:
        picture = cv2.blur(picture, (2, 2))
    tile = cv2.warpAffine(picture, matrix, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR,
                          borderMode=cv2.BORDER_CONSTANT, borderValue=(PAD,) * 3)
    out = boxes.copy()
    out[:, [0, 2]] = boxes[:, [0, 2]] * factor[0] + shift[0]
    out[:, [1, 3]] = boxes[:, [1, 3]] * factor[1] + shift[1]
    if flip:
        tile = tile[:, ::-1]
        out[:, [0, 2]] = (x1 - x0) - out[:, [2, 0]]
    canvas[y0:y1, x0:x1] = tile
    area = np.maximum((out[:, 2] - out[:, 0]) * (out[:, 3] - out[:, 1]), 1e-6)
    out[:, [0, 2]] = out[:, [0, 2]].clip(0, x1 - x0) + x0
    out[:, [1, 3]] = out[:, [1, 3]].clip(0, y1 - y0) + y0
    side = out[:, 2:4] - out[:, 0:2]
    seen = side.prod(1) / area
    out[(seen < 0.35) | (side.max(1) < 4) | (side.min(1) < 2), 6] = 1
    return out[(seen > 0.05) & (side.min(1) > 1)]


def recolour(picture, rng):
    """Random brightness, contrast, tint and saturation; now and then grey or blurred."""
    if rng.random() < 0.5:
        grey = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
        keep = 0.0 if rng.random() < 0.1 else rng.uniform(0.4, 1.5)
        picture = cv2.addWeighted(picture, keep, grey, 1 - keep, 0)
    ramp = np.arange(256, dtype=np.float32) / 255
    gamma = math.exp(rng.uniform(-0.5, 0.5))
    gain = rng.uniform(0.65, 1.3) * rng.uniform(0.9, 1.1, 3)
    table = ramp[:, None] ** gamma * gain + rng.uniform(-0.08, 0.08)
    table = (table * 255).clip(0, 255).astype(np.uint8).reshape(256, 1, 3)
    picture = cv2.LUT(picture, table)
    chance = rng.random()
    if chance < 0.06:
        picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.5, 1.3))
    elif chance < 0.12:
        noise = rng.normal(0, rng.uniform(2, 10), picture.shape[:2] + (1,))
        picture = (picture + noise).clip(0, 255).astype(np.uint8)
    return picture


class Batches(torch.utils.data.Dataset):
    """Batch number (step, size, calm) is the same whenever and wherever it is made.

    places: which pictures of each batch are made here.
    calm: the last phase, with fewer and larger tiles.
    """

    def __init__(self, pictures: Pictures, places: range, seed: int):
        self.source, self.places, self.seed = pictures, places, seed
        self.rare = {}
        for c in RARE:
            hits = [(i, j) for i, b in enumerate(pictures.boxes) for j in range(len(b))
                    if b[j, 4] == c and not b[j, 6]
                    and (b[j, 2:4] - b[j, :2]).max() > 16]
            if hits:
                self.rare[c] = hits
        weight = np.array([math.sqrt(len({i for i, _ in h})) for h in self.rare.values()])
        self.rare_weight = weight / weight.sum() if len(weight) else weight

    def pick(self, rng):
        if self.rare and rng.random() < 0.2:
            c = list(self.rare)[rng.choice(len(self.rare), p=self.rare_weight)]
            i, j = self.rare[c][rng.integers(len(self.rare[c]))]
            return i, self.source.boxes[i][j]
        return int(rng.integers(len(self.source))), None

    def compose(self, rng, size, calm):
        canvas = np.full((size, size, 3), PAD, np.uint8)
        kind = rng.choice(3, p=(0.6, 0.25, 0.15) if calm else (0.35, 0.3, 0.35))
        split = (rng.uniform(0.35, 0.65, 2) * size).astype(int)
        if kind == 0:
            regions, low, high = [(0, 0, size, size)], 0.55, 1.4
        elif kind == 1:
            if rng.random() < 0.75:
                regions = [(0, 0, size, split[1]), (0, split[1], size, size)]
            else:
                regions = [(0, 0, split[0], size), (split[0], 0, size, size)]
            low, high = 0.45, 1.2
        else:
            x, y = split
            regions = [(0, 0, x, y), (x, 0, size, y), (0, y, x, size), (x, y, size, size)]
            low, high = 0.35, 1.0
        found, tiles = [], []
        for region in regions:
            i, focus = self.pick(rng)
            picture = self.source.pictures[i]
            long = max(picture.shape[:2])
            if kind == 0 and rng.random() < 0.3:
                scale = size / long * rng.uniform(0.9, 1.0)
            else:
                scale = REFERENCE / long * math.exp(rng.uniform(math.log(low), math.log(high)))
            found.append(place(canvas, region, picture, self.source.boxes[i], scale,
                               math.exp(rng.uniform(-0.1, 0.1)), rng.random() < 0.5, rng, focus))
            tiles.append(np.concatenate([region, self.source.by_hand[i]]))
        return recolour(canvas, rng), np.concatenate(found), np.stack(tiles)

    def __getitem__(self, index):
        """Bytes [B, size, size, 3] (RGB), boxes [G, 8]: place in B, then as in Pictures, and
        tiles [T, 5 + nc]: place in B, x1 y1 x2 y2, by_hand.
        """
        step, size, calm = index
        pictures = np.empty((len(self.places), size, size, 3), np.uint8)
        boxes, tiles = [], []
        for i, place in enumerate(self.places):
            rng = np.random.default_rng((self.seed, step, place))
            picture, *rows = self.compose(rng, size, calm)
            pictures[i] = picture[:, :, ::-1]
            for those, row in zip((boxes, tiles), rows):
                those.append(np.concatenate([np.full((len(row), 1), i), row], 1))
        return (torch.from_numpy(pictures),
                *(torch.from_numpy(np.concatenate(x).astype(np.float32)) for x in (boxes, tiles)))


def start_worker(_):
    cv2.setNumThreads(0)
    torch.set_num_threads(1)
