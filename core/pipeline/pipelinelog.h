// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sightglass
{

class ModelSlot;
class SourceLane;

/// Says in the log (see core/log/categories.h) what happens to a source and to a model, for as long as they live.
void logEvents(const SourceLane &lane);
void logEvents(const ModelSlot &model);

} // namespace sightglass
