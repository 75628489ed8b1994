#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Times TorchScript programs with LibTorch's compiler of fused loops (the tensor-expression fuser) off and on.

    bench_fuser.py MODEL.torchscript:1x3x416x416 D2GO.pt:[3x480x640] ...

With sizes in brackets a program is called with a list of pictures. Each measurement has a process of its own, one thread,
and at most LIMIT seconds. Prints, for off and on: seconds until the second run of the frozen and optimised program is over,
and the median of the runs after it, in milliseconds. "-" stands for a limit that was reached or a program that failed.
"""

import statistics
import subprocess
import sys
import time

LIMIT = 60


def measure(path, sizes, fuser):
    import torch
    import torchvision  # Its operators; noqa: F401

    torch.set_num_threads(1)
    if "qnnpack" in torch.backends.quantized.supported_engines:
        torch.backends.quantized.engine = "qnnpack"
    torch._C._jit_set_texpr_fuser_enabled(fuser)
    listed = sizes.startswith("[")
    x = torch.rand([int(n) for n in sizes.strip("[]").split("x")])
    argument = [x] if listed else x
    begin = time.monotonic()
    with torch.inference_mode():
        module = torch.jit.load(path).eval()
        try:
            module = torch.jit.optimize_for_inference(torch.jit.freeze(module))
        except RuntimeError:
            pass  # The application goes on with the program as it is, too.
        for _ in range(2):
            module(argument)
        ready = time.monotonic() - begin
        times = []
        while len(times) < 5 or (sum(times) < 3 and len(times) < 50):
            start = time.monotonic()
            module(argument)
            times.append(time.monotonic() - start)
    print(f"{ready:.2f} {1000 * statistics.median(times):.2f}")


def measured(path, sizes, fuser):
    command = [sys.executable, __file__, "--measure", path, sizes, str(int(fuser))]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=True)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return "-", "-"
    return run.stdout.split()


def main():
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2], sys.argv[3], sys.argv[4] == "1")
        return
    print(f"{'program':44} {'off: ready s':>13} {'run ms':>9} {'on: ready s':>13} {'run ms':>9}")
    for argument in sys.argv[1:]:
        path, _, sizes = argument.rpartition(":")
        off = measured(path, sizes, False)
        on = measured(path, sizes, True)
        print(f"{path.rsplit('/', 1)[-1]:44} {off[0]:>13} {off[1]:>9} {on[0]:>13} {on[1]:>9}", flush=True)


main()
