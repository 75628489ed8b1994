// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>

namespace sightglass::test
{

/// Writes TorchScript programs that find coloured rectangles: where a picture has pure red, green or blue pixels, their
/// bounding box is detected as class 0, 1 or 2 with score 0.9, 0.8 or 0.7. Made from source text when a test runs, so
/// that no binary file is kept.
///
/// They are called and answer as a family's models do, and so prove everything from the picture to the box.

/// YOLOv8's layout at this input size: [1, 4 + 3, cells]; metadata as config.txt.
void writeYoloV8(const QString &path, int width, int height, const QByteArray &metadata);
/// The same with the box of class 0 alone, in float32 only, which it finds out far down its calls.
void writeFloat32Only(const QString &path, int width, int height, const QByteArray &metadata);
/// YOLOv5's: ([1, 3 * cells, 5 + 3], [heads]).
void writeYoloV5(const QString &path, int width, int height, const QByteArray &metadata);
/// Beside the box of class 0 alone: YOLOv8's columns for two mask prototypes, left minus right half of the input; for
/// two keypoints, its top left and bottom right corner; and for an angle of 0.5.
void writeYoloSegment(const QString &path, int width, int height, const QByteArray &metadata);
void writeYoloPose(const QString &path, int width, int height, const QByteArray &metadata);
void writeYoloOriented(const QString &path, int width, int height, const QByteArray &metadata);
/// Detectron2's traced, a tuple for a picture of any size, BGR, 0 to 255; and scripted, dictionaries of the same.
void writeDetectron2Traced(const QString &path);
void writeDetectron2Scripted(const QString &path);
/// Three classes, red, green and blue, by how much of each there is; an input of 64 x 64.
void writeClassifier(const QString &path, const QByteArray &metadata);
/// torchvision's: a list of pictures of any size; labels count from 1.
void writeTorchvision(const QString &path);
/// Calls an operator that nobody has, sightglass_test::lent, and perhaps another, sightglass_test::borrowed.
void writeUnknownOperator(const QString &path, bool another = false);
/// As exports with half=True are: YOLOv8's layout with the box of class 0 alone, its numbers in half precision.
void writeHalfPrecision(const QString &path, int width, int height, const QByteArray &metadata);
/// Names cuda:1 in its text, as traces made on a GPU do.
void writeTracedOnGpu(const QString &path);
/// Looks its input up as the numbers of words.
void writeTextModel(const QString &path);
/// Gives [1, 2, 3, 4, 5], which is nobody's layout.
void writeUnknownLayout(const QString &path);

} // namespace sightglass::test
