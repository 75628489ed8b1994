# SPDX-License-Identifier: Apache-2.0
"""Which cell answers for which box, and what its answer costs.

Shapes depend on nothing but the arguments' shapes, so that a device can repeat a recorded step.
"""

import torch
import torch.nn.functional as F

CANDIDATES = 13    # cells that decide how many a box gets
FAR = 1e6
WORTH = 0.1        # probability from which a teacher's box is learnt
AGREES = 0.5       # overlap from which a teacher means the same as a person's box


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
    objects [G, 8] (place in batch, x1 y1 x2 y2, class, score, ignore); those to ignore get no cell.
    Returns [G, k] each: candidate cells, their IoU, and whether the object has the cell.
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
    inside = (dx < rx) & (dy < ry) & (objects[:, 7:] == 0)
    iou, _ = overlap(boxes[image].permute(1, 0, 2), target)       # [G, N]
    iou = iou * inside
    logit = logits[image, objects[:, 5].long()]
    gap = (iou - logit.sigmoid()).abs()
    cost = F.binary_cross_entropy_with_logits(logit, iou, reduction="none") * gap * gap
    cost = cost - 3.0 * (iou + 1e-7).log()
    cost = cost + 10.0 ** (((dx * dx + dy * dy).sqrt() / stride).clamp(max=12.0) - 3.0)
    cost = cost.masked_fill(~inside, FAR)
    k = min(CANDIDATES, n)
    count = iou.topk(k, 1).values.sum(1).long().clamp(min=1)
    price, cell = cost.topk(k, 1, largest=False)
    has = (torch.arange(k, device=cells.device) < count.unsqueeze(1)) & (price < FAR)
    # A cell wanted by several objects of its picture goes to the cheapest, of equals to the first.
    key = (image.unsqueeze(1) * n + cell).flatten()
    for value in (price, torch.arange(len(objects), device=cells.device).float().unsqueeze(1).expand_as(price)):
        value = value.masked_fill(~has, float("inf")).flatten()
        least = value.new_full((len(logits) * n,), float("inf")).scatter_reduce(0, key, value, "amin")
        has = has & (value == least[key]).view_as(has)
    return cell, iou.gather(1, cell), has


@torch.no_grad()
def ignored(cells, objects, count):
    """[B, N]: cells whose centre lies in an `ignore` box of their picture."""
    x, y = cells[0], cells[1]
    box = objects[:, 1:5].t().unsqueeze(2)
    hit = (x > box[0]) & (x < box[2]) & (y > box[1]) & (y < box[3]) & (objects[:, 7:] > 0)
    return hit.float().new_zeros(count, cells.shape[1]).index_add(0, objects[:, 0].long(), hit.float()) > 0


@torch.no_grad()
def unmarked(cells, split, by_hand):
    """[B, nc, N]: cells in a quadrant [B, 2] whose picture has nobody who marked the class by hand [B, 4, nc]."""
    quadrant = 2 * (cells[1] >= split[:, 1:]).long() + (cells[0] >= split[:, :1]).long()     # [B, N]
    index = quadrant.unsqueeze(2).expand(-1, -1, by_hand.shape[2])
    return by_hand.gather(1, index).transpose(1, 2) == 0


@torch.no_grad()
def agreed(guess, objects, classes):
    """[B, nc, N]: cells at which the teacher's box, guess [B, 4, N], is that of an object of the class."""
    image = objects[:, 0].long()
    iou, _ = overlap(guess[image].permute(1, 0, 2), objects[:, 1:5].t().unsqueeze(2))
    same = ((iou >= AGREES) & (objects[:, 7:] == 0)).float()
    out = same.new_zeros(len(guess) * classes, guess.shape[2])
    return out.index_add(0, image * classes + objects[:, 5].long(), same).view(len(guess), classes, -1) > 0


def quality_focal(logits, wanted, weight=1.0):
    """Cross entropy that counts the more the farther the answer is from the wanted probability."""
    gap = (wanted - logits.detach().sigmoid()).abs()
    return (F.binary_cross_entropy_with_logits(logits, wanted, reduction="none") * gap * gap * weight).sum()


def detection_loss(logits, boxes, cells, objects, soft=None):
    """Quality focal loss for classes, over the boxes' quality, and the mean GIoU loss of boxes.

    objects [G, 8] as compose.Batches makes them. A teacher's box counts with less certainty the
    lower its score. soft: None, or what a teacher says of the very same pictures: [B, nc, N]
    where it is to be heard, its probabilities [B, nc, N] and boxes [B, 4, N]. There the higher
    of target and probability is wanted, and cells without an object of their own learn its box.
    Returns the loss and its two parts.
    """
    logits, boxes = logits.float(), boxes.float()
    b, nc, n = logits.shape
    cell, iou, has = assign(logits, boxes, cells, objects)
    image = objects[:, :1].long()
    trust = (0.5 + 0.5 * objects[:, 6:7]) * has
    quality = iou * trust
    key = (image * n + cell).flatten()
    kind = ((image * nc + objects[:, 5:6].long()) * n + cell).flatten()
    wanted = logits.new_zeros(b * nc * n).scatter_reduce(0, kind, quality.flatten(), "amax").view_as(logits)
    taken = logits.new_zeros(b * n).scatter_reduce(0, key, has.float().flatten(), "amax").view(b, 1, n)
    weight = torch.maximum((~ignored(cells, objects, b)).float().unsqueeze(1), taken)
    mine = boxes.transpose(1, 2).reshape(b * n, 4).index_select(0, key).t()
    theirs = objects[:, None, 1:5].expand(-1, cell.shape[1], -1).reshape(-1, 4).t()
    _, giou = overlap(mine, theirs)
    box_loss = ((1 - giou) * trust.flatten()).sum()
    total, weights = quality.sum(), trust.sum()
    if soft:
        heard, likely, guess = soft
        wanted = torch.where(heard, torch.maximum(wanted, likely), wanted)
        weight = torch.maximum(weight, heard.float())
        worth = (likely * heard).amax(1)
        worth = worth * (worth > WORTH) * (taken[:, 0] == 0)
        _, giou = overlap(boxes.transpose(0, 1), guess.transpose(0, 1))
        total, weights = total + worth.sum(), weights + worth.sum()
        box_loss = box_loss + ((1 - giou) * worth).sum()
    total = total.clamp(min=1.0)
    box_loss = box_loss / weights.clamp(min=1.0)
    cls_loss = quality_focal(logits, wanted, weight) / total
    return cls_loss + 2.0 * box_loss, cls_loss.detach(), box_loss.detach()
