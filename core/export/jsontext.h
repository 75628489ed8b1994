// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/candidates.h"

#include <QByteArray>
#include <QString>

namespace sightglass
{

/// Pieces of JSON, the same under every locale.

/// With so many decimals; null where the value is no finite number.
QByteArray jsonNumber(double value, int decimals);
/// With two decimals.
QByteArray jsonPixels(float value);
/// In its quotation marks; controls are written out (see visibletext.h).
QByteArray jsonString(const QString &text);
/// A box as [left, top, width, height].
QByteArray jsonBox(const cv::Rect2f &box);
/// COCO's uncompressed run lengths of a detection's mask (see runLengths()), which it has, on a frame of this size:
/// {"size":[height,width],"counts":[...]}.
QByteArray jsonMask(const Detection &detection, cv::Size frame);

/// Values with commas between them, in brackets.
template <typename List, typename Function>
QByteArray jsonArray(const List &list, Function textOf)
{
    QByteArray text = "[";
    for (const auto &item : list) {
        if (text.size() > 1)
            text += ',';
        text += textOf(item);
    }
    return text + ']';
}

} // namespace sightglass
