# SPDX-License-Identifier: Apache-2.0
"""Which cell answers for which box, and what its answer costs."""

import torch
import torch.nn.functional as F

CANDIDATES = 13    # cells that decide how many a box gets
FAR = 1e6
WORTH = 0.1        # probability from which a teacher's box is learnt


def overlap(a, b):
    """IoU and GIoU of boxes x1 y1 x2 y2 in the first dimension of a and b (they broadcast)."""
    w = (torch.minimum(a[2], b[2]) - torch.maximum(a[0], b[0])).clamp(min=0)
    h = (torch.minimum(a[3], b[3]) - torch.maximum(a[1], b[1])).clamp(min=0)
    inter = w * h
    union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - inter + 1e-6
    iou = inter / union
    hull = ((torch.maximum(a[2], b[2]) - torch.minimum(a[0], b[0]))
            * (torch.maximum(a[3], b[3]) - torch.minimum(a[1], b[1]))) + 1e-6
    return iou, iou - (hull - union) / hull


@torch.no_grad()
def assign(logits, boxes, cells, objects):
    """Dynamic soft-label assignment over the whole batch at once.

    logits [B, nc, N], boxes [B, 4, N], cells [3, N] (x, y, stride),
    objects [G, 8] (place in batch, x1 y1 x2 y2, class, score, ignore), none of them `ignore`.
    Returns object and cell numbers of the pairs, and their IoU.
    """
    n = cells.shape[1]
    image = objects[:, 0].long()
    target = objects[:, 1:5].t().unsqueeze(2)                     # [4, G, 1]
    x, y, stride = cells.unsqueeze(1)                             # [1, N] each
    cx, cy = (target[0] + target[2]) / 2, (target[1] + target[3]) / 2
    # A box smaller than two cells still gets the cells around its middle.
    rx = torch.maximum((target[2] - target[0]) / 2, stride)
    ry = torch.maximum((target[3] - target[1]) / 2, stride)
    dx, dy = (x - cx).abs(), (y - cy).abs()
    inside = (dx < rx) & (dy < ry)
    iou, _ = overlap(boxes[image].permute(1, 0, 2), target)       # [G, N]
    iou = torch.where(inside, iou, torch.zeros(()))
    logit = logits[image, objects[:, 5].long()]
    gap = (iou - logit.sigmoid()).abs()
    cost = F.binary_cross_entropy_with_logits(logit, iou, reduction="none") * gap * gap
    cost = cost - 3.0 * (iou + 1e-7).log()
    cost = cost + 10.0 ** (((dx * dx + dy * dy).sqrt() / stride).clamp(max=12.0) - 3.0)
    cost = torch.where(inside, cost, torch.full((), FAR))
    k = min(CANDIDATES, n)
    count = iou.topk(k, 1).values.sum(1).long().clamp(min=1)
    price, cell = cost.topk(k, 1, largest=False)
    chosen = (torch.arange(k).unsqueeze(0) < count.unsqueeze(1)) & (price < FAR)
    obj, rank = chosen.nonzero(as_tuple=True)
    cell, price = cell[obj, rank], price[obj, rank]
    # A cell wanted by several objects of its picture goes to the cheapest.
    key = image[obj] * n + cell
    by_price = price.argsort()
    order = by_price[torch.sort(key[by_price], stable=True).indices]
    key = key[order]
    first = torch.ones_like(key, dtype=torch.bool)
    first[1:] = key[1:] != key[:-1]
    obj, cell = obj[order][first], cell[order][first]
    return obj, cell, iou[obj, cell]


@torch.no_grad()
def ignored(cells, regions, count):
    """[B, N]: cells whose centre lies in an `ignore` box of their picture."""
    mask = torch.zeros(count, cells.shape[1], dtype=torch.bool)
    if len(regions):
        x, y = cells[0], cells[1]
        box = regions[:, 1:5].t().unsqueeze(2)
        hit = (x > box[0]) & (x < box[2]) & (y > box[1]) & (y < box[3])
        row, col = hit.nonzero(as_tuple=True)
        mask[regions[row, 0].long(), col] = True
    return mask


@torch.no_grad()
def unmarked(cells, tiles, count, classes):
    """[B, nc, N]: cells in a tile of a picture in which nobody marked the class by hand."""
    mask = torch.zeros(count, classes, cells.shape[1], dtype=torch.bool)
    x, y = cells[0], cells[1]
    for tile in tiles:
        place = (x > tile[1]) & (x < tile[3]) & (y > tile[2]) & (y < tile[4])
        mask[int(tile[0])] |= (tile[5:, None] == 0) & place
    return mask


def detection_loss(logits, boxes, cells, targets, soft=None):
    """Quality focal loss for classes, over the boxes' quality, and the mean GIoU loss of boxes.

    targets [G, 8] as Batches makes them. A teacher's box counts with less certainty the
    lower its score. soft: None, or what a teacher says of the very same pictures: [B, nc, N]
    where it is to be heard, its probabilities [B, nc, N] and boxes [B, 4, N]. There the higher
    of target and probability is wanted, and cells without an object of their own learn its box.
    Returns the loss and its two parts.
    """
    logits, boxes = logits.float(), boxes.float()
    hide = targets[:, 7] > 0
    objects = targets[~hide]
    wanted = torch.zeros_like(logits)
    weight = (~ignored(cells, targets[hide], len(logits))).float().unsqueeze(1).expand_as(logits)
    box_loss = boxes.sum() * 0
    total = weights = torch.zeros(())
    free = torch.ones_like(logits[:, 0], dtype=torch.bool)
    if len(objects):
        obj, cell, iou = assign(logits, boxes, cells, objects)
        image = objects[obj, 0].long()
        kind = objects[obj, 5].long()
        trust = 0.5 + 0.5 * objects[obj, 6]
        wanted[image, kind, cell] = iou * trust
        weight = weight.clone()
        weight[image, :, cell] = 1.0
        free[image, cell] = False
        _, giou = overlap(boxes[image, :, cell].t(), objects[obj, 1:5].t())
        total = (iou * trust).sum()
        weights = trust.sum()
        box_loss = ((1 - giou) * trust).sum()
    if soft:
        heard, likely, guess = soft
        wanted = torch.where(heard, torch.maximum(wanted, likely), wanted)
        weight = torch.where(heard, torch.ones(()), weight)
        worth = (likely * heard).amax(1)
        image, cell = (free & (worth > WORTH)).nonzero(as_tuple=True)
        worth = worth[image, cell]
        _, giou = overlap(boxes[image, :, cell].t(), guess[image, :, cell].t())
        total, weights = total + worth.sum(), weights + worth.sum()
        box_loss = box_loss + ((1 - giou) * worth).sum()
    total = total.clamp(min=1.0)
    box_loss = box_loss / weights.clamp(min=1.0)
    gap = (wanted - logits.detach().sigmoid()).abs()
    cls_loss = F.binary_cross_entropy_with_logits(logits, wanted, weight * gap * gap,
                                                  reduction="sum") / total
    return cls_loss + 2.0 * box_loss, cls_loss.detach(), box_loss.detach()
