// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>

namespace sightglass
{

class Pipeline;
struct Settings;

/// "Qt 6.4.2", "OpenCV 4.6.0", ...: the libraries in use, with the one that runs the present model, if it is another.
QStringList libraryVersions(const QString &modelBackend);

/// What helps whoever is asked about a fault: versions, machine, model, source, settings, counts and the messages
/// given. In English, as it is read elsewhere. Nothing in it is secret: no credentials, and no name of the user or of
/// folders in paths of theirs.
QString diagnostics(const Pipeline &pipeline, const Settings &settings, const QStringList &messages);

/// A text without what says who the user is: their home folder becomes "~", other people's home folders and the users
/// and passwords of addresses are left out.
QString withoutUser(QString text);

} // namespace sightglass
