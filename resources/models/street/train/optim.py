# SPDX-License-Identifier: Apache-2.0
"""How weights are moved: orthogonalised momentum, and their running average."""

import copy
import math

import torch
import torch.distributed as dist
import torch.nn.functional as F


def orthogonal(x):
    """The wide matrices [n, rows, columns] with the same directions and singular values near one, by Newton and Schulz."""
    x = (x / (x.flatten(1).norm(dim=1).view(-1, 1, 1) + 1e-12)).bfloat16().contiguous()
    for a, b, c in ((3.4445, -4.7750, 2.0315),) * 5:
        s = x @ x.transpose(1, 2)
        x = a * x + (b * s + c * s @ s) @ x
    return x.float()


def orthogonal_all(matrices):
    """orthogonal() of each, of whatever shape. A GPU reckons them at once: rows and columns of zeros change nothing."""
    wide = [m if m.shape[0] <= m.shape[1] else m.t() for m in matrices]
    if matrices and matrices[0].is_cuda:
        rows, columns = (max(m.shape[i] for m in wide) for i in (0, 1))
        padded = torch.stack([F.pad(m, (0, columns - m.shape[1], 0, rows - m.shape[0])) for m in wide])
        done = [x[:m.shape[0], :m.shape[1]] for x, m in zip(orthogonal(padded), wide)]
    else:
        done = [orthogonal(m.unsqueeze(0))[0] for m in wide]
    return [x if m.shape[0] <= m.shape[1] else x.t() for x, m in zip(done, matrices)]


class Muon(torch.optim.Optimizer):
    """Momentum whose step is made orthogonal for each convolution's matrix.

    Processes that train together each make a part of the steps.
    """

    def __init__(self, params, lr, momentum=0.95, weight_decay=0.0):
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        group = self.param_groups[0]
        rank, world = (dist.get_rank(), dist.get_world_size()) if dist.is_initialized() else (0, 1)
        params = sorted(group["params"], key=lambda p: -p.numel())
        own, matrices = [], []
        for i, p in enumerate(params):
            state = self.state[p]
            if "mean" not in state:
                state["mean"] = torch.zeros_like(p)
            mean = state["mean"].lerp_(p.grad, 1 - group["momentum"])
            if i % world == rank:
                own.append(i)
                matrices.append(p.grad.lerp(mean, group["momentum"]).reshape(len(p), -1))
        parts = [torch.zeros(p.numel(), device=p.device) for p in params]
        for i, x in zip(own, orthogonal_all(matrices)):
            parts[i] = x.reshape(-1) * (0.2 * math.sqrt(max(x.shape)))
        flat = torch.cat(parts)
        if world > 1:
            dist.all_reduce(flat)
        for p, x in zip(params, flat.split([p.numel() for p in params])):
            p.mul_(1 - group["lr"] * group["weight_decay"])
            p.add_(x.view(p.shape), alpha=-group["lr"])


class Average:
    """Exponential moving average of weights and batch statistics."""

    def __init__(self, model, decay):
        self.model = copy.deepcopy(model).eval()
        self.decay = decay
        self.updates = 0

    @torch.no_grad()
    def update(self, model):
        self.updates += 1
        keep = min(self.decay, (1 + self.updates) / (20 + self.updates))
        new = model.state_dict()
        pairs = [(v, new[k]) for k, v in self.model.state_dict().items() if v.is_floating_point()]
        torch._foreach_mul_([v for v, _ in pairs], keep)
        torch._foreach_add_([v for v, _ in pairs], [w for _, w in pairs], alpha=1 - keep)
