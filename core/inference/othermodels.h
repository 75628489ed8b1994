// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDir>
#include <QFileInfo>
#include <QStringList>

#include <optional>

namespace sightglass
{

/// What a file or folder is that holds a model, or a part of one, which no backend here reads.
struct OtherModel
{
    QString what;   ///< "a TensorRT engine".
    QString advice; ///< What to export or open instead.
};

/// By the first bytes: each kind's own header.
std::optional<OtherModel> otherModel(const QByteArray &head);
/// Bare numbers without a header; the file's neighbours may tell what network they belong to.
std::optional<OtherModel> weightsAlone(const QByteArray &head, const QFileInfo &file);
/// By the names in a zip archive, which holds no TorchScript program.
std::optional<OtherModel> otherModelInZip(const QStringList &entries);
/// By the names in a tar archive; nothing where the file is none.
std::optional<OtherModel> otherModelInTar(const QString &path);
std::optional<OtherModel> otherModelInFolder(const QDir &folder);

OtherModel tensorFlowSavedModel();
OtherModel coreMlModel();

} // namespace sightglass
