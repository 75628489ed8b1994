// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/network.h"

#include <QByteArrayView>
#include <QStringList>

namespace sightglass
{

/// What an ONNX file tells of itself, which its libraries do not hand on, or only once they have taken it.
struct OnnxHeader
{
    QString producer;
    std::vector<TensorInfo> inputs;  ///< Those that are not weights; -1 for sizes that are left open.
    std::vector<TensorInfo> outputs; ///< The same.
    qint64 parameters = 0;        ///< How many numbers its weights hold; whole numbers of 32 bits and more, which are
                                  ///< indices and shapes, are not counted.
    int opset = 0;                ///< Of ONNX's own operators; 0: not told.
    QStringList operators;        ///< Their types, each once.
    QStringList foreignOperators; ///< Types of those of other domains, each once.
    QStringList runtimeOperators; ///< Those of them that are ONNX Runtime's: com.microsoft, ai.onnx.ml.
    bool computedSplit = false;   ///< A Split whose sizes are no constants.
    QStringList weightTypes;      ///< "float32", each once.
    QString externalData;         ///< The first other file that weights are in, as it is named there; empty: none.
    QByteArray metadata;          ///< metadata_props as a JSON object; empty: none.
};

/// Reads the message's outer fields (onnx.proto: ModelProto and GraphProto), weights skipped. A damaged one yields what
/// was there before the damage.
OnnxHeader parseOnnxHeader(QByteArrayView bytes);
/// The same of a file, which is not read as a whole.
OnnxHeader readOnnxHeader(const QString &path);

} // namespace sightglass
