// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/decoders/family.h"

#include <vector>

namespace sightglass
{

/// The metadata that families are to be recognised by, with what a person says in place of what the file says. Where
/// the person names classes there are two: with these names first, then with the file's own, as lists of names are
/// often longer or shorter than the model's.
std::vector<ModelMetadata> overriddenMetadata(const ModelMetadata &metadata, const ModelOverrides &overrides);

/// The same as it would be in a file of this family: its task, and whether NMS is inside.
ModelMetadata metadataOf(const Family &family, ModelMetadata metadata);

/// A family's input values with what a person says in place. Where the person turns RGB to BGR, or back, and says
/// nothing of mean or deviation, these stay with their channels.
InputValues overridden(InputValues values, const ModelOverrides &overrides);

} // namespace sightglass
