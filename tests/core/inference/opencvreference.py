# SPDX-License-Identifier: Apache-2.0
"""Runs a model with python3-opencv and reads its outputs here, with NumPy, as its makers document them.

    opencvreference.py FAMILY MODEL[,CONFIG] PICTURE OUT.json

Writes all boxes scored above 0.1, before any suppression: class, score, and left, top, right, bottom in the picture's
pixels, cut at its edges; what is then empty is left out.
"""

import json
import sys

import cv2
import numpy as np

family, model, picture, results = sys.argv[1:]
image = cv2.imread(picture)
height, width = image.shape[:2]
net = cv2.dnn.readNet(*model.split(","))
if family == "darknet":
    # OpenCV leaves out what is below 0.2 unless the network's text says otherwise.
    weights, text = model.split(",")
    with open(text, "rb") as file:
        text = file.read().replace(b"[yolo]", b"[yolo]\nthresh=0.02")
    net = cv2.dnn.readNetFromDarknet(np.frombuffer(text, np.uint8), np.fromfile(weights, np.uint8))


def run(pixels, scale=1.0, mean=(0, 0, 0), swap=False):
    pixels = pixels.astype(np.float32)
    if swap:
        pixels = pixels[:, :, ::-1]
    values = (pixels - np.float32(mean)) * np.float32(scale)
    net.setInput(np.ascontiguousarray(values.transpose(2, 0, 1)[None]))
    return net.forward(net.getUnconnectedOutLayersNames())


def corners(x, y, w, h):
    return np.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], 1)


def fastestdet():
    """github.com/dog-qiuqiu/FastestDet, test.py."""
    out = run(cv2.resize(image, (352, 352)), 1 / 255)[0][0].astype(np.float64)
    rows, columns = out.shape[1:]
    y, x = np.mgrid[:rows, :columns]
    classes = out[5:].max(0) ** 0.4 * out[0] ** 0.6
    sigmoid = 1 / (1 + np.exp(-out[3:5]))
    boxes = corners(
        ((np.tanh(out[1]) + x) / columns * width).ravel(),
        ((np.tanh(out[2]) + y) / rows * height).ravel(),
        (sigmoid[0] * width).ravel(),
        (sigmoid[1] * height).ravel(),
    )
    return out[5:].argmax(0).ravel(), classes.ravel(), boxes


def yolox():
    """github.com/Megvii-BaseDetection/YOLOX, yolox/utils/demo_utils.py."""
    side = 416
    gain = min(side / width, side / height)
    size = round(width * gain), round(height * gain)
    padded = np.full((side, side, 3), 114, np.uint8)
    padded[: size[1], : size[0]] = cv2.resize(image, size)
    out = run(padded)[0][0].astype(np.float64)
    cells, strides = [], []
    for stride in (8, 16, 32):
        y, x = np.mgrid[: side // stride, : side // stride]
        cells.append(np.stack([x.ravel(), y.ravel()], 1))
        strides.append(np.full(x.size, stride))
    strides = np.concatenate(strides)[:, None]
    centres = (out[:, :2] + np.concatenate(cells)) * strides
    sizes = np.exp(out[:, 2:4]) * strides
    boxes = corners(centres[:, 0], centres[:, 1], sizes[:, 0], sizes[:, 1])
    boxes *= np.array([width / size[0], height / size[1]] * 2)
    return out[:, 5:].argmax(1), out[:, 5:].max(1) * out[:, 4], boxes


def ssd():
    """OpenCV's DetectionOutput layer."""
    out = run(cv2.resize(image, (300, 300)), mean=(104, 117, 123))[0][0, 0].astype(np.float64)
    return out[:, 1], out[:, 2], out[:, 3:] * np.array([width, height] * 2)


def darknet():
    """OpenCV's region layer."""
    side = 320
    out = np.concatenate(run(cv2.resize(image, (side, side)), 1 / 255, swap=True)).astype(np.float64)
    boxes = corners(out[:, 0] * width, out[:, 1] * height, out[:, 2] * width, out[:, 3] * height)
    return out[:, 5:].argmax(1), out[:, 5:].max(1), boxes


def nanodet():
    """github.com/RangiLyu/nanodet, nanodet/model/head/gfl_head.py (the export holds the sigmoid of the classes)."""
    side = 416
    gain = min(side / width, side / height)
    size = round(width * gain), round(height * gain)
    left, top = (side - size[0]) // 2, (side - size[1]) // 2
    padded = np.full((side, side, 3), 114, np.uint8)
    padded[top : top + size[1], left : left + size[0]] = cv2.resize(image, size)
    deviation = np.float32([57.375, 57.12, 58.395])
    values = (padded.astype(np.float32) - np.float32([103.53, 116.28, 123.675])) / deviation
    outputs = run(values)
    classes, boxes = [], []
    for stride in (8, 16, 32):
        columns = side // stride
        scores, sides = (o[0].astype(np.float64) for o in outputs if o.shape[1] == columns * columns)
        bins = np.exp(sides.reshape(-1, 4, sides.shape[1] // 4))
        reach = (bins * np.arange(bins.shape[2])).sum(2) / bins.sum(2) * stride
        y, x = (np.mgrid[:columns, :columns].reshape(2, -1) + 0.5) * stride
        classes.append(scores)
        boxes.append(np.stack([x - reach[:, 0], y - reach[:, 1], x + reach[:, 2], y + reach[:, 3]], 1))
    classes = np.concatenate(classes)
    boxes = (np.concatenate(boxes) - [left, top, left, top]) * ([width / size[0], height / size[1]] * 2)
    return classes.argmax(1), classes.max(1), boxes


def yunet():
    """OpenCV's FaceDetectorYN (modules/objdetect/src/face_detect.cpp)."""
    side = 320
    gain = min(side / width, side / height)
    size = round(width * gain), round(height * gain)
    padded = np.full((side, side, 3), 114, np.uint8)
    padded[: size[1], : size[0]] = cv2.resize(image, size)
    outputs = dict(zip(net.getUnconnectedOutLayersNames(), run(padded)))
    scores, boxes = [], []
    for stride in (8, 16, 32):
        cls, obj, box = (outputs[f"{name}_{stride}"][0].astype(np.float64) for name in ("cls", "obj", "bbox"))
        y, x = np.mgrid[: side // stride, : side // stride].reshape(2, -1)
        scores.append(np.sqrt(np.clip(cls, 0, 1) * np.clip(obj, 0, 1)).ravel())
        boxes.append(
            corners(
                (x + box[:, 0]) * stride,
                (y + box[:, 1]) * stride,
                np.exp(box[:, 2]) * stride,
                np.exp(box[:, 3]) * stride,
            )
        )
    scores = np.concatenate(scores)
    return np.zeros(len(scores)), scores, np.concatenate(boxes) * ([width / size[0], height / size[1]] * 2)


def face():
    """github.com/Linzaer/Ultra-Light-Fast-Generic-Face-Detector-1MB, run_video_face_detect_onnx.py."""
    outputs = run(cv2.resize(image, (320, 240)), 1 / 128, (127, 127, 127), swap=True)
    boxes, scores = sorted((o[0].astype(np.float64) for o in outputs), key=lambda o: -o.shape[1])
    return np.zeros(len(scores)), scores[:, 1], boxes * [width, height, width, height]


def face_caffe():
    """The same network before its boxes are decoded: vision/ssd/config/fd_config.py and vision/utils/box_utils.py there."""
    outputs = run(cv2.resize(image, (320, 240)), 1 / 128, (127, 127, 127), swap=True)
    offsets, scores = sorted((o[0].astype(np.float64) for o in outputs), key=lambda o: -o.shape[1])
    priors = [
        ((x + 0.5) * stride / 320, (y + 0.5) * stride / 240, side / 320, side / 240)
        for stride, sides in ((8, (10, 16, 24)), (16, (32, 48)), (32, (64, 96)), (64, (128, 192, 256)))
        for y in range(-(-240 // stride))
        for x in range(-(-320 // stride))
        for side in sides
    ]
    priors = np.clip(priors, 0, 1)
    centres = offsets[:, :2] * 0.1 * priors[:, 2:] + priors[:, :2]
    sizes = np.exp(offsets[:, 2:] * 0.2) * priors[:, 2:]
    boxes = corners(centres[:, 0], centres[:, 1], sizes[:, 0], sizes[:, 1])
    return np.zeros(len(scores)), scores[:, 1], boxes * [width, height, width, height]


readers = {
    "fastestdet": fastestdet,
    "yolox": yolox,
    "ssd": ssd,
    "darknet": darknet,
    "nanodet": nanodet,
    "yunet": yunet,
    "face": face,
    "faceCaffe": face_caffe,
}
labels, scores, boxes = readers[family]()
boxes = np.clip(boxes, 0, [width, height, width, height])
kept = (scores > 0.1) & (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])
with open(results, "w", encoding="utf-8") as file:
    json.dump(np.column_stack([labels, scores, boxes])[kept].tolist(), file)
