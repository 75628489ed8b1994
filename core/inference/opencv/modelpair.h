// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modelfile.h"

#include <QStringList>

namespace sightglass
{

/// The two files of a model that has two: the weights and the network's description.
struct ModelPair
{
    ModelFormat format = ModelFormat::Onnx; ///< Of the weights.
    QString weights;                        ///< ONNX: the only file.
    QString network;                        ///< May be empty for TensorFlow, whose frozen graphs can do without.
};

/// Finds the other file beside the one given, whichever that is: of the same name, else of a name that one begins the
/// other with, else the only one of its kind in the folder. None, or several that fit alike, is an Error, which names
/// them.
///
/// A person may name the other one, by a path that begins in the given one's folder: then that is taken, and an Error
/// if it is of another kind.
Result<ModelPair> findModelPair(const QString &path, ModelFormat format, const QString &other = {});

/// For a file that is one of two, and whose other one has to be there and is not found: what that is usually called
/// ("*.cfg"). Empty for any other file. Reads the beginnings of files.
QStringList missingFileFilters(const QString &path);

/// Bytes of both files together.
qint64 fileSize(const ModelPair &files);

} // namespace sightglass
