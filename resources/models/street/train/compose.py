# SPDX-License-Identifier: Apache-2.0
"""Random compositions that the network learns from: which picture goes where, and where its boxes come to lie.

A composition is four quadrants around a split, each with the picture that shows there and the way
from the canvas to its pixels; a picture alone fills all four. paint.py draws it.
"""

import math

import numpy as np
import torch

from data import Pictures
from model import NAMES
from paint import LOOKS, draw, recolour

REFERENCE = 416   # scale 1 of the augmentation: the long side at which results are judged
RARE = {1: 0.4, 3: 0.2, 4: 0.2, 5: 0.2}    # classes in focus, and how often
# How often a set's pictures are drawn: dense small cars, three copies of each, and crowds of faces would rule the rest.
OFTEN = {"atl": 0.5, "faces": 0.7, "cctv": 0.7, "frames": 0.7, "voc07": 1.4, "tinycoco": 1.5, "coco128": 1.4}
KINDS = ("whole", "zoom", "near", "pair", "four")
CHANCES = {False: (0.2, 0.26, 0.14, 0.2, 0.2), True: (0.34, 0.26, 0.14, 0.16, 0.1)}


def regions_of(kind, size, rng):
    """The split, and the regions x0 y0 x1 y1 with the quadrants that each fills."""
    x, y = (rng.uniform(0.35, 0.65, 2) * size).astype(int)
    if kind == "four":
        return (x, y), [((0, 0, x, y), (0,)), ((x, 0, size, y), (1,)),
                        ((0, y, x, size), (2,)), ((x, y, size, size), (3,))]
    if kind == "pair":
        if rng.random() < 0.75:
            return (size, y), [((0, 0, size, y), (0, 1)), ((0, y, size, size), (2, 3))]
        return (x, size), [((0, 0, x, size), (0, 2)), ((x, 0, size, size), (1, 3))]
    return (size, size), [((0, 0, size, size), (0, 1, 2, 3))]


def shift_of(size, room, factor, focus, near, rng):
    """Where the picture's corner lies in a region: at random, or so that the box `focus` is in sight.

    near: the top of the box shows, as people show who sit before a camera.
    """
    shift = rng.random(2) * room
    if focus is None:
        return shift
    low, high = np.array(focus[:2]) * factor, np.array(focus[2:4]) * factor
    shift = size * rng.uniform(0.25, 0.75, 2) - (low + high) / 2
    if near and high[1] - low[1] > 0.8 * size[1]:
        shift[1] = size[1] * rng.uniform(0.02, 0.4) - low[1]
    return np.clip(shift, np.minimum(room, 0), np.maximum(room, 0))


def place(region, picture, boxes, scale, stretch, flip, rng, focus=None, near=False):
    """Puts a picture of (width, height) into a region of the canvas.

    Returns its boxes there and the way back, (ax, bx, ay, by): picture x = ax * canvas x + bx.
    Boxes mostly cut away or tiny become `ignore`.
    """
    x0, y0, x1, y1 = region
    size = np.array([x1 - x0, y1 - y0], np.float64)
    factor = np.array([scale * stretch, scale / stretch])
    shift = shift_of(size, size - factor * picture, factor, focus, near, rng)
    out = boxes.copy()
    out[:, [0, 2]] = boxes[:, [0, 2]] * factor[0] + shift[0]
    out[:, [1, 3]] = boxes[:, [1, 3]] * factor[1] + shift[1]
    ax, ay = 1 / factor
    bx, by = -(shift + (x0, y0)) / factor
    if flip:
        out[:, [0, 2]] = size[0] - out[:, [2, 0]]
        ax, bx = -ax, (x1 - shift[0]) / factor[0]
    area = np.maximum((out[:, 2] - out[:, 0]) * (out[:, 3] - out[:, 1]), 1e-6)
    out[:, [0, 2]] = out[:, [0, 2]].clip(0, size[0]) + x0
    out[:, [1, 3]] = out[:, [1, 3]].clip(0, size[1]) + y0
    side = out[:, 2:4] - out[:, 0:2]
    seen = side.prod(1) / area
    # Of something that fills the picture a fifth is enough to know it by.
    least = np.where(side.max(1) > 0.4 * size.min(), 0.2, 0.35)
    out[(seen < least) | (side.max(1) < 4) | (side.min(1) < 2), 6] = 1
    return out[(seen > 0.05) & (side.min(1) > 1)], (ax, bx, ay, by)


def looks(rng):
    """Random saturation, gamma, gains, offset, blur and noise, as paint.recolour() takes them."""
    keep = 1.0
    if rng.random() < 0.5:
        keep = 0.0 if rng.random() < 0.1 else rng.uniform(0.4, 1.5)
    gain = rng.uniform(0.65, 1.3) * rng.uniform(0.9, 1.1, 3)
    chance = rng.random()
    blur = rng.uniform(0.3, 1.0) if chance < 0.08 else 0.0
    noise = rng.uniform(2, 12) / 255 if 0.06 < chance < 0.14 else 0.0
    return (keep, math.exp(rng.uniform(-0.5, 0.5)), *gain, rng.uniform(-0.08, 0.08), blur, noise)


class Batches(torch.utils.data.Dataset):
    """Batch number (step, size, calm) is the same whenever and wherever it is made.

    places: which pictures of each batch are made here.
    calm: the last phase, with fewer and larger tiles.
    drawn: whether batches come with their pictures, or as plans for paint.Bank, with `room` rows of objects.
    often: instead of OFTEN's weights of sets.
    """

    def __init__(self, pictures: Pictures, places: range, seed: int, drawn: bool = True, room: int = 0,
                 often=None):
        self.source, self.places, self.seed, self.drawn, self.room = pictures, places, seed, drawn, room
        boxes = pictures.boxes
        self.sizes = np.array([p.shape[1::-1] for p in pictures.pictures])
        often = np.array([{**OFTEN, **(often or {})}.get(s, 1.0) for s in pictures.sets])
        self.often = np.cumsum(often / often.sum())
        self.empty = [i for i, b in enumerate(boxes) if not len(b)]
        self.rare, self.near = {}, {}
        for c in range(len(NAMES)):
            hits = [(i, j) for i, b in enumerate(boxes) for j in range(len(b)) if b[j, 4] == c and not b[j, 6]]
            sides = {(i, j): boxes[i][j, 2:4] - boxes[i][j, :2] for i, j in hits}
            if c in RARE:
                self.rare[c] = [h for h in hits if sides[h].max() > 16]
            self.near[c] = [h for h in hits if sides[h].max() > 90 and sides[h].min() > 25]
        self.rare = {c: h for c, h in self.rare.items() if h}
        self.near = {c: h for c, h in self.near.items() if h}

    def any_of(self, lists, weights, rng):
        """A picture and one of its boxes, of a class drawn by weight."""
        weight = np.array([weights.get(c, 0.0) for c in lists])
        c = list(lists)[rng.choice(len(weight), p=weight / weight.sum())]
        i, j = lists[c][rng.integers(len(lists[c]))]
        return i, self.source.boxes[i][j]

    def pick(self, rng):
        if self.rare and rng.random() < 0.22:
            return self.any_of(self.rare, RARE, rng)
        return min(int(np.searchsorted(self.often, rng.random())), len(self.source) - 1), None

    def compose(self, rng, size, calm, empty=False):
        """The split, per quadrant its picture, way back and softening, boxes and by_hand, looks."""
        kind = KINDS[rng.choice(len(KINDS), p=CHANCES[calm])]
        if kind == "near" and (empty or not self.near):
            kind = "zoom"
        split, regions = regions_of(kind, size, rng)
        low, high = {"zoom": (0.5, 2.0), "pair": (0.5, 1.3), "four": (0.4, 1.1)}.get(kind, (1, 1))
        found, which, ways, soft = [], np.zeros(4, np.int64), np.zeros((4, 4)), np.zeros(4, bool)
        for region, quadrants in regions:
            if empty:
                i, focus = self.empty[rng.integers(len(self.empty))], None
            elif kind == "near":
                i, focus = self.any_of(self.near, {c: 5.0 if c == 0 else 0.4 for c in self.near}, rng)
            else:
                i, focus = self.pick(rng)
            long = self.sizes[i].max()
            if kind == "whole":
                scale = size / long * rng.uniform(0.85, 1.0)
            elif kind == "near":
                side = focus[2:4] - focus[:2]
                scale = min(size * rng.uniform(0.5, 1.7) / side[1], 1.1 * size / side[0], 4.0)
            else:
                scale = REFERENCE / long * math.exp(rng.uniform(math.log(low), math.log(high)))
            boxes, way = place(region, self.sizes[i], self.source.boxes[i], scale, math.exp(rng.uniform(-0.1, 0.1)),
                               rng.random() < 0.5, rng, focus, kind == "near")
            found.append(boxes)
            q = list(quadrants)
            which[q], ways[q], soft[q] = i, way, scale < 0.6 and rng.random() < 0.6
        return split, which, ways, soft, np.concatenate(found), looks(rng)

    def __getitem__(self, index):
        """The size and a dictionary of tensors over the batch: split [B, 2], picture [B, 4], way [B, 4, 4], soft [B, 4],
        by_hand [B, 4, nc], looks [B, LOOKS], objects [G, 8]: place in B, then as in Pictures; and where
        they are drawn here, x [B, 3, size, size], bytes in RGB.
        """
        step, size, calm = index
        n = len(self.places)
        plan = {"split": np.zeros((n, 2)), "picture": np.zeros((n, 4), np.int64), "way": np.zeros((n, 4, 4)),
                "soft": np.zeros((n, 4), bool), "looks": np.zeros((n, LOOKS))}
        objects = []
        for k, spot in enumerate(self.places):
            rng = np.random.default_rng((self.seed, step, spot))
            # Every batch holds something without any of the classes.
            empty = bool(self.empty) and spot % 16 == 0
            made = self.compose(rng, size, calm, empty)
            for name, value in zip(("split", "picture", "way", "soft"), made):
                plan[name][k] = value
            plan["looks"][k] = made[5]
            objects.append(np.concatenate([np.full((len(made[4]), 1), k), made[4]], 1))
        plan["by_hand"] = np.stack(self.source.by_hand)[plan["picture"]]
        rows = np.concatenate(objects)
        if self.room:    # as many rows as a captured step has room for
            rows = np.concatenate([rows, np.tile([0, -9, -9, -9, -9, 0, 0, 1], (self.room, 1))])[:self.room]
        plan["objects"] = rows
        out = {k: torch.from_numpy(v.astype(np.float32) if v.dtype == np.float64 else v) for k, v in plan.items()}
        if self.drawn:
            rng = np.random.default_rng((self.seed, step, n, self.places[0]))
            canvas = [recolour(draw(self.source.pictures, size, *(plan[k][i] for k in ("split", "picture", "way", "soft"))),
                               plan["looks"][i], rng) for i in range(n)]
            out["x"] = torch.from_numpy(np.stack(canvas)).permute(0, 3, 1, 2)    # lies in memory as channels-last
        return size, out
