# SPDX-License-Identifier: Apache-2.0
"""One step's loss and gradients: plainly on a processor, as a recorded graph on a GPU."""

import torch

from model import STRIDES, grid
from paint import recolour_batch
from pupil import lesson


class Step:
    """Calling it with a plan of compose.Batches leaves gradients in the pupil and returns loss and parts, [5].

    bank: draws the plans; None where they come with their pictures. The result is valid until the next call.
    """

    def __init__(self, pupil, teacher, device, bank=None, mixed=True):
        self.pupil, self.teacher, self.device, self.bank, self.mixed = pupil, teacher, device, bank, mixed
        for p in pupil.parameters():
            p.grad = torch.zeros_like(p)
        self.cells, self.recorded, self.inputs = {}, {}, {}
        self.interest = torch.ones((), device=device)

    def __call__(self, plan, size, interest=1.0):
        self.interest.fill_(interest)
        if size not in self.cells:
            self.cells[size] = torch.cat([grid(size // s, size // s, s, self.device) for s in STRIDES], 1)
        if self.device.type == "cpu":
            return self.run(plan, size)
        if not self.inputs:
            self.inputs = {k: torch.empty_like(v, device=self.device) for k, v in plan.items()}
        for k, v in self.inputs.items():
            v.copy_(plan[k], non_blocking=True)
        if size not in self.recorded:
            self.recorded[size] = self.record(size)
        graph, result = self.recorded[size]
        graph.replay()
        return result

    def answer(self, x):
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.mixed, cache_enabled=False):
            return self.pupil(x)

    def run(self, plan, size):
        torch._foreach_zero_([p.grad for p in self.pupil.parameters()])
        if self.bank:
            x = self.bank.draw(size, *(plan[k] for k in ("split", "picture", "way", "soft")))
            x = recolour_batch(x, plan["looks"])
        else:
            x = plan["x"].float().div_(255.0)
        x = x.to(torch.bfloat16 if self.mixed else torch.float32, memory_format=torch.channels_last)
        loss, parts = lesson(self.answer, self.teacher, x, self.cells[size], plan, self.interest)
        loss.backward()
        return torch.cat([loss.detach().view(1), parts])

    def record(self, size):
        """Every kernel is started thousands of times: from a graph that takes the host next to no time."""
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(3):
                self.run(self.inputs, size)
        torch.cuda.current_stream().wait_stream(side)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            result = self.run(self.inputs, size)
        return graph, result
