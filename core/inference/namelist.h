// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/opencv/modelpair.h"

#include <QByteArray>
#include <QStringList>

#include <optional>

namespace sightglass
{

/// Class names from a file beside a model.
struct NameList
{
    QStringList names; ///< By class id; gaps are empty. Empty: there is no such file.
    QString file;      ///< Its name.
    bool own = false;  ///< It is named after the model, and not of its folder.
};

/// The first of these that holds any: MODEL.names, .txt, .labels, .yaml or .yml; the file that a Darknet data file
/// (*.data, "names = obj.names") in the folder names; classes.txt, labels.txt, data.yaml or dataset.yaml; the only
/// *.names in the folder.
NameList namesBeside(const ModelPair &files);

/// The list "names" of a data set's YAML, as Ultralytics writes them: a block or flow list, or a map from class ids.
/// Nothing where it has none. A simple subset: plain and quoted scalars, comments.
std::optional<QStringList> namesOfYaml(const QString &yaml);

/// A text in UTF-8, in UTF-16 or UTF-32 with a byte order mark, or else in Latin-1; without the mark.
QString decodedText(const QByteArray &bytes);

} // namespace sightglass
