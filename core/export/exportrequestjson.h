// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/exportrequest.h"

#include <QJsonObject>

namespace sightglass
{

/// A request as a JSON object, to be kept: all of it, so that requestFromJson() gives the same again. Whoever keeps it
/// for others to read leaves out what may hold a password: the addresses of streams.
QJsonObject requestToJson(const ExportRequest &request);

/// An Error names the field that is none of a request. Fields that are missing have the values of a new request.
Result<ExportRequest> requestFromJson(const QJsonObject &object);

} // namespace sightglass
