#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Trains the Street detector: warm-up, a flat phase, and a cool-down to a rate of zero.

The cool-down starts after --steps minus --cool-steps, or so that it ends at --finish-by or after --minutes.
Stopped at any time, the same command goes on from OUT/last.pt. OUT/flat.pt is the state
before the cool-down: with --resume OUT/flat.pt and a later end the flat phase goes on.
"""

import argparse
import copy
import datetime
import json
import os
import time

import cv2
import numpy as np
import torch
import torch.distributed as dist

from compose import Batches
from data import RARE, Pictures
from metrics import detect, evaluate
from model import NAMES, Decoded, Street, fused, parameters
from optim import Average, Muon
from paint import Bank
from pupil import Pupil
from quick import quickened
from schedule import Schedule
from step import Step
from teacher import Teacher

ROOM = 14    # boxes a picture for which a step on a GPU has room, on average: batches of 64 have 7, at most 12


def order(schedule, step):
    """What the loader makes next: (step, size, calm) without end."""
    while True:
        done = schedule.cooling(step)
        rng = np.random.default_rng((schedule.args.seed, 7, step))
        sizes = schedule.args.sizes if done is None else schedule.args.cool_sizes
        yield step, int(sizes[rng.integers(len(sizes))]), done is not None and not schedule.args.wild
        step += 1


def share(model, told):
    """Averages gradients over the processes; returns what the first one tells all."""
    if not dist.is_initialized():
        return told
    grads = [p.grad for p in model.parameters()]
    lead = dist.get_rank() == 0
    flat = torch.cat([g.reshape(-1) for g in grads] + [torch.tensor(told) * float(lead)])
    dist.all_reduce(flat)
    at = 0
    for g in grads:
        g.copy_(flat[at:at + g.numel()].view(g.shape)).div_(dist.get_world_size())
        at += g.numel()
    return flat[at:].tolist()


def save(path, **state):
    torch.save(state, path + ".part")
    os.replace(path + ".part", path)


def start_worker(_):
    cv2.setNumThreads(0)
    torch.set_num_threads(1)


def validate(model, pictures, size):
    net = torch.jit.script(Decoded(fused(copy.deepcopy(model).cpu())))
    net = quickened(net.eval())
    found = [detect(net, p, size, size) for p in pictures.pictures]
    return evaluate(found, pictures.boxes, len(NAMES))


def summary(table):
    rare = np.mean([table[i]["ap50"] for i in RARE])
    return " ".join(f"{n} {r['ap50']:.3f}" for n, r in zip(NAMES, table)) + f" | rare {rare:.3f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder with images/, train.json, val.json")
    parser.add_argument("--out", required=True, help="folder for checkpoints and log.jsonl")
    parser.add_argument("--steps", type=int, default=20000)
    parser.add_argument("--cool-steps", type=int, default=8000)
    parser.add_argument("--finish-by", default="", metavar="HH:MM", help="UTC; instead of --steps")
    parser.add_argument("--minutes", type=float, default=0, help="instead of --steps")
    parser.add_argument("--cool-minutes", type=float, default=40)
    parser.add_argument("--warm-steps", type=int, default=300)
    parser.add_argument("--sizes", type=int, nargs="+", default=[256, 320, 352])
    parser.add_argument("--cool-sizes", type=int, nargs="+", default=[352, 416])
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--optimizer", choices=("muon", "adamw"), default="muon")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--decay", type=float, default=0.05, help="of weights")
    parser.add_argument("--average", type=float, default=0.9995, help="decay of the average")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument("--processes", type=int, default=0,
                        help="share every batch (2, on a GPU 1); with one thread each, busy machines hurt least")
    parser.add_argument("--threads", type=int, default=1, help="of each process")
    parser.add_argument("--workers", type=int, default=1, help="that make batches, for each process")
    parser.add_argument("--resume", default="", help="checkpoint; OUT/last.pt if there is one")
    parser.add_argument("--weights", default="", help="checkpoint whose averaged weights to begin with")
    parser.add_argument("--teacher", default="", metavar="ONNX",
                        help="YOLOX-nano, asked about every composed picture")
    parser.add_argument("--by-hand", nargs="*", metavar="SET",
                        help="sets in which the teacher is not heard on classes marked by hand; all if not given")
    parser.add_argument("--often", nargs="*", default=[], metavar="SET=WEIGHT",
                        help="how often a set's pictures are drawn; compose.OFTEN where not given")
    parser.add_argument("--wild", action="store_true", help="go on with as many and small tiles in the cool-down")
    parser.add_argument("--cool-interest", type=float, default=0.25, metavar="SHARE",
                        help="what the teacher's other classes and features count at the end of the cool-down")
    parser.add_argument("--keep", type=int, default=0, metavar="STEP", help="after which the state is kept as OUT/kept.pt")
    parser.add_argument("--save-minutes", type=float, default=3)
    parser.add_argument("--check-minutes", type=float, default=8, help="between looks at --check; 0: never")
    parser.add_argument("--check", default="val", help="split to look at")
    parser.add_argument("--fp32", action="store_true", help="no bfloat16 in the network")
    parser.add_argument("--limit", type=int, default=0, help="use only so many pictures")
    args = parser.parse_args()

    args.processes = args.processes or (2 if args.device == "cpu" else 1)
    if args.batch % args.processes:
        parser.error("--batch must be a multiple of --processes")
    torch.set_num_threads(args.threads)
    cv2.setNumThreads(0)
    os.makedirs(args.out, exist_ok=True)
    train = Pictures(args.data, "train", args.limit, args.by_hand)
    val = Pictures(args.data, args.check, args.limit) if args.check_minutes else None
    if args.processes == 1:
        work(args, 0, train, val)
        return
    meeting = os.path.join(args.out, "meeting")
    if os.path.exists(meeting):
        os.remove(meeting)
    torch.multiprocessing.start_processes(join_in, (args, meeting, train, val), args.processes,
                                          start_method="fork")


def join_in(rank, args, meeting, train, val):
    dist.init_process_group("gloo", init_method="file://" + os.path.abspath(meeting), rank=rank,
                            world_size=args.processes, timeout=datetime.timedelta(hours=1))
    work(args, rank, train, val)


def work(args, rank, train, val):
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    lead = rank == 0
    last = os.path.join(args.out, "last.pt")

    device = torch.device(args.device)
    torch.backends.cudnn.benchmark = True
    net = Street()
    model = Pupil(net)
    if args.weights:
        begin = torch.load(args.weights, map_location="cpu")
        model.load_state_dict(begin.get("model", {}), strict=False)
        net.load_state_dict(begin["average"])
    model = model.to(device, memory_format=torch.channels_last)
    teacher = None
    if args.teacher:
        teacher = Teacher(args.teacher).to(device, torch.float32 if args.fp32 else torch.bfloat16,
                                           memory_format=torch.channels_last)
    average = Average(net, args.average)
    ends = ("net.stem", "net.last", "others", "hints")
    named = list(model.named_parameters())
    matrices = [p for n, p in named if p.dim() == 4 and not n.startswith(ends)]
    groups = [{"params": [p for n, p in named if p.dim() == 4 and n.startswith(ends)]},
              {"params": [p for _, p in named if p.dim() < 4], "weight_decay": 0.0}]
    if args.optimizer == "adamw":
        groups.append({"params": matrices})
    optimizers = [torch.optim.AdamW(groups, lr=args.rate, weight_decay=args.decay, foreach=True)]
    if args.optimizer == "muon":
        optimizers.append(Muon(matrices, args.rate, weight_decay=args.decay))

    schedule = Schedule(args)
    step = 0
    resume = args.resume or (last if os.path.exists(last) else "")
    if resume:
        # An optimiser's counts of steps stay on the processor, lest every step waits for them.
        state = torch.load(resume, map_location="cpu")
        model.load_state_dict(state["model"])
        average.model.load_state_dict(state["average"])
        average.updates = step = state["step"]
        for o, s in zip(optimizers, state["optimizers"]):
            o.load_state_dict(s)
        schedule.began = state["began"]
        if lead:
            print(f"resumed {resume} at step {step}", flush=True)

    def state():
        return {"model": model.state_dict(), "average": average.model.state_dict(), "step": step,
                "optimizers": [o.state_dict() for o in optimizers], "began": schedule.began,
                "args": vars(args)}

    if lead:
        print(f"{len(train)} pictures, {parameters(net)} parameters", flush=True)
    share_of = args.batch // args.processes
    gpu = device.type != "cpu"
    loader = iter(torch.utils.data.DataLoader(
        Batches(train, range(rank * share_of, (rank + 1) * share_of), args.seed, not gpu, ROOM * share_of * gpu,
                {name: float(weight) for name, weight in (o.split("=") for o in args.often)}),
        batch_size=None, sampler=order(schedule, step), num_workers=args.workers, pin_memory=gpu,
        worker_init_fn=start_worker, **({"prefetch_factor": 4} if args.workers else {})))
    lesson = Step(model, teacher, device, Bank(train.pictures, device) if gpu else None, not args.fp32)

    log = open(os.path.join(args.out, "log.jsonl"), "a", encoding="utf-8")
    saved = checked = shown = time.time()
    shown_step, sums = step, torch.zeros(5, device=device)
    cooled, keep = schedule.began is not None, args.cool_interest
    while True:
        done = schedule.cooling(step)
        if lead and done is not None and not cooled:
            save(os.path.join(args.out, "flat.pt"), **{**state(), "began": None})
        cooled = done is not None
        size, plan = next(loader)
        factor = schedule.rate(step)
        # Towards the end the teacher's other classes and features count less than the task itself.
        sums += lesson(plan, size, 1.0 if done is None else keep + (1 - keep) * factor)
        over = done == 1.0 or (not schedule.finish and step + 1 >= args.steps)
        factor, over = share(model, [factor, float(over)])
        torch.nn.utils.clip_grad_norm_(model.parameters(), 20.0)
        for o in optimizers:
            for g in o.param_groups:
                g["lr"] = args.rate * factor
            o.step()
        if lead:
            average.update(net)
        step += 1
        now = time.time()
        if lead and step == args.keep:
            save(os.path.join(args.out, "kept.pt"), **state())
        if over:
            break
        if not lead:
            continue
        if now - shown > 20:
            n = step - shown_step
            parts = zip(("loss", "cls", "box", "others", "hints"), (sums / n).tolist())
            line = {"step": step, **{k: round(v, 4) for k, v in parts}, "rate": args.rate * factor,
                    "ms_per_picture": round((now - shown) * 1e3 / n / args.batch, 2),
                    "cool": None if done is None else round(done, 3)}
            print(json.dumps(line), file=log, flush=True)
            print(time.strftime("%H:%M:%S", time.gmtime()),
                  " ".join(f"{k} {v:.5g}" for k, v in line.items() if v is not None), flush=True)
            shown, shown_step = now, step
            sums.zero_()
        if val and now - checked > 60 * args.check_minutes:
            table = validate(average.model, val, 416)
            print(json.dumps({"step": step, "val": table}), file=log, flush=True)
            print(f"val at step {step}: {summary(table)}", flush=True)
            checked = shown = time.time()
            shown_step = step
            sums.zero_()
        if now - saved > 60 * args.save_minutes:
            save(last, **state())
            saved = now
    if not lead:
        return
    save(last, **state())
    save(os.path.join(args.out, "final.pt"), **state())
    if not val:
        return
    table = validate(average.model, val, 416)
    print(json.dumps({"step": step, "val": table}), file=log, flush=True)
    print(f"val at the end, step {step}: {summary(table)}", flush=True)


if __name__ == "__main__":
    main()
