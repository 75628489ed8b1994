// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/error.h"

#include <QByteArray>
#include <QString>

#include <opencv2/core/mat.hpp>

#include <optional>

namespace sightglass
{

/// Pictures that OpenCV may be unable to read, and that Qt reads where a plugin for them is installed: KDE's image
/// formats for instance, which hand HEIF to libheif.
enum class PluginFormat
{
    Heif,
    Avif,
};

/// Which of them a file is that starts with these bytes: some dozens are enough.
std::optional<PluginFormat> pluginFormatOf(const QByteArray &start);

/// Whether this installation has a plugin that reads them. Any thread.
bool hasPluginFor(PluginFormat format);

/// Why a file of that format, which is fine as far as one knows, is not read as what it was opened as: there is no
/// plugin for it, or it is no video.
Error pluginFormatProblem(const QString &path, PluginFormat format);

/// What to say of one that the plugin could not read.
Error pluginFailure(const QString &path, PluginFormat format, const QString &detail);

struct PluginPicture
{
    cv::Mat pixels; ///< CV_8UC3, BGR, upright; empty: it could not be read.
    int frames = 1; ///< Of an animation, of which the first is read.
    QString detail; ///< What the plugin says of its failure.
};

/// Reads a whole file with the plugin. Any thread.
PluginPicture readByPlugin(const QByteArray &file, PluginFormat format);

/// Lets the plugins make pictures of up to pixelLimit(): Qt has a lower limit, one for the process. To be called while
/// there is but one thread.
void raiseLimitOfPlugins();

} // namespace sightglass
