// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/optionreader.h"
#include "app/options.h"

#include <optional>
#include <utility>

namespace sightglass
{

/// What several command lines have alike.

/// Name of the argument, and help on it.
std::pair<QString, QString> sourceArgument();

void addDeviceOptions(OptionReader &reader);
void addLimitOption(OptionReader &reader);
void addLogOption(OptionReader &reader);
/// Which model, where and how wide.
void addModelLoadingOptions(OptionReader &reader);
/// With those of loading it.
void addModelOptions(OptionReader &reader);
void addStoreOption(OptionReader &reader);

qint64 pixelLimitOf(OptionReader &reader);
void readDevice(OptionReader &reader, ModelRequest &model);
void readModelLoading(OptionReader &reader, ModelRequest &model);
/// Help or the version, where either is asked for.
std::optional<PrintOptions> printed(const OptionReader &reader, const QString &version);

} // namespace sightglass
