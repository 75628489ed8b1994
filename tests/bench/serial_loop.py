#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What an export is measured against: reading, inference, drawing and writing, one after the other.

    serial_loop.py CLIP D2GO.pt OUT.mp4 [THREADS]

For programs that are called with a list of pictures, BGR 0..1, as D2Go's are. Prints the frames a second, without the time to
load the model. It takes Debian's python3-opencv and python3-torchvision. Beside it, in the same minute, so that the ratio holds on
a busy machine:

    sightglass export CLIP --model D2GO.pt -o OUT.mp4 -y --no-store --summary json
"""

import sys
import time

import cv2
import torch
import torchvision  # Its operators; noqa: F401

clip, model, out = sys.argv[1:4]
torch.set_num_threads(int(sys.argv[4]) if len(sys.argv) > 4 else 1)
torch.backends.quantized.engine = "qnnpack"
program = torch.jit.load(model).eval()
capture = cv2.VideoCapture(clip)
size = int(capture.get(cv2.CAP_PROP_FRAME_WIDTH)), int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT))
writer = cv2.VideoWriter(out, cv2.VideoWriter_fourcc(*"mp4v"), capture.get(cv2.CAP_PROP_FPS), size)
frames = 0
begin = None
with torch.inference_mode():
    while True:
        ok, picture = capture.read()
        if not ok:
            break
        found = program([torch.from_numpy(picture.transpose(2, 0, 1).copy()).float() / 255])[1][0]
        for box, score in zip(found["boxes"].tolist(), found["scores"].tolist()):
            if score > 0.5:
                x0, y0, x1, y1 = (round(value) for value in box)
                cv2.rectangle(picture, (x0, y0), (x1, y1), (0, 255, 0), 2)
        writer.write(picture)
        frames += 1
        if frames == 3:  # The first runs compile.
            begin = time.monotonic()
writer.release()
print(f"{(frames - 3) / (time.monotonic() - begin):.2f} frames a second")
