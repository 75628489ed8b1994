// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"
#include "core/media/sourcespec.h"

#include <QByteArray>

#include <optional>

namespace sightglass
{

/// Whether what a model sees of a source can be kept at all: of files on disk, whose frames come again as they were.
bool canBeStored(const SourceSpec &source);

/// What a clip is known by, in hexadecimal: the sizes and times of its files, and a hash of parts of them, some from
/// all over. Nothing where it cannot be read. Reads some megabytes; any thread.
std::optional<QByteArray> sourceKey(const SourceSpec &source);

/// What a model's results are known by, in hexadecimal: the content of its files, how it is read and run (overrides,
/// family, input, backend, precision, class of device: processor, CUDA and so on), and the version of this program,
/// whose decoders answer. Nothing where a file cannot be read. Reads the files whole, each once as long as it stays as
/// it is; any thread.
std::optional<QByteArray> modelKey(const ModelDescriptor &model);

/// Of a clip seen by a model: the name of their store.
QByteArray storeKey(const QByteArray &source, const QByteArray &model);

} // namespace sightglass
