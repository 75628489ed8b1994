// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/result.h"

#include <QByteArrayView>
#include <QString>
#include <QStringList>

namespace sightglass
{

/// The other files that an ONNX model keeps numbers in, each once, as they are named there (onnx.proto, TensorProto:
/// external_data), subgraphs included.
QStringList externalDataFiles(QByteArrayView model);

/// The same of a model's file, as paths beside it. An Error where one is named by a path out of the model's folder (a
/// link that leads out of it is one), or is not there: a model has no business elsewhere.
Result<QStringList> externalDataPaths(const QString &modelPath);

} // namespace sightglass
