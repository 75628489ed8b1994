#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Judges an exported model on splits: precision, recall, confusion and time."""

import argparse
import json
import time

import cv2
import numpy as np
import torch

from data import RARE, Pictures
from metrics import curve, detect, evaluate, iou_matrix, match
from model import NAMES
from quick import quickened


def load(path, optimise=True, bfloat16=False):
    """The model as an application would run it, and its metadata."""
    extra = {"config.txt": ""}
    model = torch.jit.load(path, _extra_files=extra).eval()
    if bfloat16:
        model = model.to(torch.bfloat16)
    if optimise:
        model = quickened(model)
    config = json.loads(extra["config.txt"])
    return (lambda x: model(x.bfloat16()).float()) if bfloat16 else model, config


def milliseconds(models, runs=100):
    """Median and least processor time of one frame on one thread, for each (model, width, height).

    They take turns, so that a busy machine harms all alike.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    inputs = [torch.rand(1, 3, h, w) for _, w, h in models]
    times = [[] for _ in models]
    with torch.no_grad():
        for _ in range(runs + 10):
            for (model, _, _), x, t in zip(models, inputs, times):
                start = time.thread_time()
                model(x)
                t.append(1e3 * (time.thread_time() - start))
    torch.set_num_threads(threads)
    return [(float(np.median(t[10:])), float(min(t[10:]))) for t in times]


def yardstick():
    """torchvision's mobilenet_v3_large, run the same way."""
    import torchvision
    model = torch.jit.script(torchvision.models.mobilenet_v3_large().eval())
    return quickened(model)


def confusion(found, truth, confidence):
    """[nc + 1, nc + 1]: rows what is there (last: nothing), columns what was said (last: nothing).

    Pairs of any class with IoU of 0.5 or more, best score first; what fits an `ignore` box is left out.
    """
    n = len(NAMES)
    table = np.zeros((n + 1, n + 1), int)
    for f, t in zip(found, truth):
        f = f[f[:, 4] >= confidence]
        objects, hidden = t[t[:, 6] == 0], t[t[:, 6] > 0]
        overlap = iou_matrix(f, objects)
        free = np.ones(len(objects), bool)
        for d in range(len(f)):
            row = np.where(free, overlap[d], -1)
            if len(row) and row.max() >= 0.5:
                free[row.argmax()] = False
                table[int(objects[row.argmax(), 4]), int(f[d, 5])] += 1
            elif not (len(hidden) and iou_matrix(f[d:d + 1], hidden).max() >= 0.5):
                table[n, int(f[d, 5])] += 1
        for o in objects[free]:
            table[int(o[4]), n] += 1
    return table


def at_thresholds(found, truth, steps):
    """Per class and pooled: precision and recall at each confidence."""
    rows, pooled, objects = {}, [], 0
    for c, name in enumerate(NAMES):
        t = [x[x[:, 4] == c] for x in truth]
        total = int(sum((x[:, 6] == 0).sum() for x in t))
        results = [(a[:, 4], match(a, b, 0.5))
                   for a, b in zip((x[x[:, 5] == c] for x in found), t)]
        rows[name] = read(curve(results, total), steps)
        pooled += results
        objects += total
    rows["all"] = read(curve(pooled, objects), steps)
    return rows


def read(points, steps):
    scores, precision, recall = points
    out = []
    for s in steps:
        k = int((scores >= s).sum()) - 1
        p, r = (float(precision[k]), float(recall[k])) if k >= 0 else (1.0, 0.0)
        out.append((float(s), p, r, 2 * p * r / max(p + r, 1e-9)))
    return out


def rare_mean(table):
    return float(np.mean([table[i]["ap50"] for i in RARE]))


def thresholds(found, truth):
    table = at_thresholds(found, truth, np.arange(0.2, 0.62, 0.02).round(2))
    for name in ("all", "person", "car"):
        print(name + ": " + "  ".join(f"{s:.2f} P{p:.2f} R{r:.2f} F{f:.3f}" for s, p, r, f in table[name]))
    return table


def judge(data, found, every, confidence):
    """Prints and returns what is to be told of a split; every: what was found where a cell may say several classes."""
    table, several = (evaluate(x, data.boxes, len(NAMES)) for x in (found, every))
    result = {"classes": dict(zip(NAMES, table)), "rare_ap50": rare_mean(table),
              "every_class": dict(zip(NAMES, several)), "sets": {}}
    print(f"{'class':12}{'objects':>8}{'AP50':>8}{'AP50:95':>9}")
    for name, row in zip(NAMES, table):
        print(f"{name:12}{row['objects']:8}{row['ap50']:8.3f}{row['ap']:9.3f}")
    print(f"mean of bicycle, motorcycle, bus and truck: AP50 {rare_mean(table):.3f}")
    print("AP50 where a cell may say several classes: "
          + "  ".join(f"{n} {r['ap50']:.3f}" for n, r in zip(NAMES, several))
          + f"  rare mean {rare_mean(several):.3f}")
    for s in sorted(set(data.sets)):
        rows = [i for i, x in enumerate(data.sets) if x == s]
        part = evaluate([found[i] for i in rows], [data.boxes[i] for i in rows], len(NAMES))
        result["sets"][s] = dict(zip(NAMES, part))
        print(f"{s:10}" + "  ".join(f"{n} {r['ap50']:.2f} ({r['objects']})"
                                    for n, r in zip(NAMES, part) if r["objects"]))
    result["thresholds"] = thresholds(found, data.boxes)
    grid = confusion(found, data.boxes, confidence)
    result["confusion"] = {"confidence": confidence, "table": grid.tolist()}
    print(f"confusion at {confidence} (rows: truth, columns: answer)")
    print(" " * 12 + "".join(f"{n:>11}" for n in NAMES + ["nothing"]))
    for name, row in zip(NAMES + ["nothing"], grid):
        print(f"{name:12}" + "".join(f"{v:11}" for v in row))
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--split", nargs="+", default=["everyday", "val"])
    parser.add_argument("--size", type=int, nargs="+", default=[416], help="side, or width height")
    parser.add_argument("--iou", type=float, default=0.45,
                        help="of non-maximum suppression; 0.45 is the application's default")
    parser.add_argument("--conf", type=float, help="for the confusion; the model's default if absent")
    parser.add_argument("--bfloat16", action="store_true", help="judge it in this precision")
    parser.add_argument("--json", help="write everything here")
    parser.add_argument("--time", action="store_true", help="measure; wants an idle machine")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    cv2.setNumThreads(1)
    width, height = args.size[0], args.size[-1]
    model, config = load(args.model, bfloat16=args.bfloat16)
    result = {"size": [width, height], "config": config}
    if args.time:
        own, other = milliseconds([(model, width, height), (yardstick(), 320, 320)])
        result["milliseconds"], result["yardstick"] = own, other
        print(f"{own[0]:.1f} ms a frame on one thread (least {own[1]:.1f}); mobilenet_v3_large at "
              f"320x320 {other[0]:.1f} (least {other[1]:.1f}); ratio {own[0] / other[0]:.2f}")
    confidence = args.conf if args.conf is not None else config["args"]["conf"]
    seen = []
    for split in args.split:
        data = Pictures(args.data, split)
        found = [detect(model, p, width, height, iou=args.iou) for p in data.pictures]
        every = [detect(model, p, width, height, iou=args.iou, every_class=True) for p in data.pictures]
        print(f"\n{split}: {len(data)} pictures")
        result[split] = judge(data, found, every, confidence)
        seen.append((found, data.boxes))
    if len(seen) > 1:
        print("\nall of them")
        result["all"] = {"thresholds": thresholds(*(sum(x, []) for x in zip(*seen)))}
    if args.json:
        with open(args.json, "w", encoding="utf-8") as f:
            json.dump(result, f, indent=1)


if __name__ == "__main__":
    main()
