// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/network.h"

#include <QByteArrayView>
#include <QString>

namespace sightglass
{

/// What an ONNX file tells of itself, which OpenCV does not hand on.
struct OnnxHeader
{
    QString producer;
    std::vector<TensorInfo> inputs;  ///< Those that are not weights; -1 for sizes that are left open.
    std::vector<TensorInfo> outputs; ///< The same.
    qint64 parameters = 0; ///< How many numbers its weights hold; whole numbers of 32 bits and more, which are
                           ///< indices and shapes, are not counted.
    QString externalData;  ///< The first other file that weights are in, as it is named there; empty: none.
    QByteArray metadata;   ///< metadata_props as a JSON object; empty: none.
};

/// Reads the message's outer fields (onnx.proto: ModelProto and GraphProto), weights skipped. A damaged one yields what
/// was there before the damage.
OnnxHeader parseOnnxHeader(QByteArrayView bytes);
/// The same of a file, which is not read as a whole.
OnnxHeader readOnnxHeader(const QString &path);

/// What Python prints for dictionaries, lists and strings, as Ultralytics writes names and sizes, in JSON:
/// {0: 'person'} becomes {"0": "person"}. What is no such literal becomes a JSON string.
QByteArray jsonOfPythonLiteral(const QString &text);

} // namespace sightglass
