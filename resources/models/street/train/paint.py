# SPDX-License-Identifier: Apache-2.0
"""Draws compositions: with OpenCV one by one, or a batch at once on the device that holds all pictures."""

import os
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from data import PAD

LOOKS = 8    # saturation, gamma, gains of red, green and blue, offset, blur, noise


def halved(picture):
    """The picture at half its size, so that a much smaller copy has no sparkle."""
    h, w = picture.shape[:2]
    return cv2.resize(picture, (max(1, w // 2), max(1, h // 2)), interpolation=cv2.INTER_AREA)


def draw(pictures, size, split, which, ways, soft):
    """One composition as bytes [size, size, 3] in RGB; the arguments are rows of compose.Batches' plan."""
    canvas = np.full((size, size, 3), PAD, np.uint8)
    x, y = int(split[0]), int(split[1])
    for q, (x0, y0, x1, y1) in enumerate(((0, 0, x, y), (x, 0, size, y), (0, y, x, size), (x, y, size, size))):
        if x1 <= x0 or y1 <= y0:
            continue
        picture = pictures[which[q]]
        ax, bx, ay, by = ways[q]
        if soft[q]:
            whole = picture.shape
            picture = halved(picture)
            fx, fy = picture.shape[1] / whole[1], picture.shape[0] / whole[0]
            ax, bx, ay, by = ax * fx, bx * fx, ay * fy, by * fy
        # OpenCV counts from the middle of a pixel.
        matrix = np.array([[ax, 0, ax * (x0 + 0.5) + bx - 0.5], [0, ay, ay * (y0 + 0.5) + by - 0.5]])
        canvas[y0:y1, x0:x1] = cv2.warpAffine(picture, matrix, (x1 - x0, y1 - y0),
                                              flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                                              borderMode=cv2.BORDER_CONSTANT, borderValue=(PAD,) * 3)
    return np.ascontiguousarray(canvas[:, :, ::-1])


def recolour(picture, looks, rng):
    """The picture (RGB bytes) with other colours, blur and noise; looks: a row of compose.Batches' plan."""
    keep, gamma, *gains, offset, blur, noise = looks
    if keep != 1:
        grey = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
        picture = cv2.addWeighted(picture, keep, grey, 1 - keep, 0)
    ramp = np.arange(256)[:, None] / 255
    table = (ramp ** gamma * gains + offset) * 255
    picture = cv2.LUT(picture, table.round().clip(0, 255).astype(np.uint8).reshape(256, 1, 3))
    if blur:
        picture = cv2.addWeighted(picture, 1 - blur, cv2.blur(picture, (3, 3)), blur, 0)
    if noise:
        grain = rng.normal(0, noise * 255, (*picture.shape[:2], 1))
        picture = (picture + grain).clip(0, 255).astype(np.uint8)
    return picture


def recolour_batch(x, looks):
    """What recolour() does, for a batch: RGB [B, 3, H, W] 0..1."""
    keep, gamma, red, green, blue, offset, blur, noise = looks.view(len(looks), LOOKS, 1, 1, 1).unbind(1)
    grey = 0.299 * x[:, :1] + 0.587 * x[:, 1:2] + 0.114 * x[:, 2:]
    x = (grey + keep * (x - grey)).clamp(1e-4, 1.0)
    x = (x.pow(gamma) * torch.cat([red, green, blue], 1) + offset).clamp(0.0, 1.0)
    x = x + blur * (F.avg_pool2d(x, 3, 1, 1, count_include_pad=False) - x)
    return (x + noise * torch.randn_like(x[:, :1])).clamp(0.0, 1.0)


def packed(picture):
    """[H, W] of 32-bit words, red in the lowest byte."""
    word = np.zeros((*picture.shape[:2], 4), np.uint8)
    word[:, :, :3] = picture[:, :, ::-1]
    return torch.from_numpy(word.view(np.int32)[:, :, 0])


class Bank:
    """All pictures, and their halves, in the memory of a device, a pixel a 32-bit word."""

    def __init__(self, pictures, device):
        with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            words = [w for both in pool.map(lambda p: (packed(p), packed(halved(p))), pictures) for w in both]
        self.words = torch.cat([w.flatten() for w in words]).to(device)
        self.shape = torch.tensor([w.shape[::-1] for w in words], device=device)
        self.start = torch.tensor([0] + [w.numel() for w in words[:-1]], device=device).cumsum(0)

    def draw(self, size, split, picture, way, soft):
        """What draw() gives, for a batch: float RGB [B, 3, size, size], 0..1."""
        full = self.shape[picture * 2].float()                        # [B, 4, 2]
        level = picture * 2 + soft
        shape = self.shape[level]
        ratio = shape.float() / full
        way = way * ratio.repeat_interleave(2, 2)                     # ax bx by x's ratio, ay by by y's
        at = torch.arange(size, device=way.device) + 0.5
        right, below = at >= split[:, :1], at >= split[:, 1:]         # [B, size]
        quadrant = (2 * below.long().unsqueeze(2) + right.long().unsqueeze(1)).flatten(1)
        ax, bx, ay, by = (way[..., i].gather(1, quadrant).view(-1, size, size) for i in range(4))
        w, h = (shape[..., i].gather(1, quadrant).view(-1, size, size) for i in range(2))
        start = self.start[level].gather(1, quadrant).view(-1, size, size)
        u, v = ax * at + bx, ay * at.unsqueeze(1) + by
        inside = ((u >= 0) & (u < w) & (v >= 0) & (v < h)).unsqueeze(1)
        u, v = u - 0.5, v - 0.5
        u0, v0 = u.floor(), v.floor()
        du, dv = (u - u0).unsqueeze(1), (v - v0).unsqueeze(1)
        zero = torch.zeros_like(w)
        left, right = (torch.minimum(torch.maximum(u0.long() + i, zero), w - 1) for i in (0, 1))
        top, bottom = (torch.minimum(torch.maximum(v0.long() + i, zero), h - 1) for i in (0, 1))
        x = torch.lerp(torch.lerp(self.colours(start + top * w + left), self.colours(start + top * w + right), du),
                       torch.lerp(self.colours(start + bottom * w + left), self.colours(start + bottom * w + right), du),
                       dv)
        return torch.where(inside, x, torch.full((), float(PAD), device=x.device)) / 255.0

    def colours(self, index):
        word = self.words[index.flatten()].view(index.shape)
        return torch.stack([word & 255, (word >> 8) & 255, (word >> 16) & 255], 1).float()
