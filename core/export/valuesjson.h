// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/jsonfields.h"
#include "core/inference/modeldescriptor.h"
#include "core/media/sourcespec.h"
#include "core/values/thresholds.h"

namespace sightglass
{

/// Values as JSON objects, and from there. Sources with what may be secret in them: see credentials.h.

QJsonObject sourceToJson(const SourceSpec &source);
void readSource(JsonFields &fields, SourceSpec &source);

QJsonObject modelToJson(const ModelRequest &model);
void readModel(JsonFields &fields, ModelRequest &model);

QJsonObject thresholdsToJson(const Thresholds &thresholds);
void readThresholds(JsonFields &fields, Thresholds &thresholds);

} // namespace sightglass
