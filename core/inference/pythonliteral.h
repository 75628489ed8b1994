// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QJsonValue>
#include <QString>

#include <optional>

namespace sightglass
{

/// What Python prints for dictionaries, lists, tuples, strings, numbers, True, False and None (repr), as Ultralytics
/// writes names and sizes; JSON is read too. Keys become texts: {0: 'person'} is {"0": "person"}. Nothing for what is
/// no such literal. (The Python Language Reference, 2.4 and 6.2.)
std::optional<QJsonValue> parsePythonLiteral(const QString &text);

/// The same as compact JSON; what is no such literal becomes a JSON string.
QByteArray jsonOfPythonLiteral(const QString &text);

} // namespace sightglass
