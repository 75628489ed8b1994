// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"
#include "core/media/sourcespec.h"
#include "core/overlay/overlaystyle.h"
#include "core/pipeline/flowoptions.h"
#include "core/values/result.h"
#include "core/values/thresholds.h"
#include "ui/video/gridshape.h"

#include <QByteArray>
#include <QList>

#include <cstdint>

namespace sightglass
{

/// One of the sources of a session.
struct SessionSource
{
    SourceSpec spec;
    bool paused = false;
    std::int64_t frame = 0; ///< Of a file: the one on display.
    double speed = 1.0;
    double offset = 0.0; ///< Of a file that plays together with others: see LaneGroup.
    Thresholds thresholds{};

    bool operator==(const SessionSource &) const = default;
};

/// What is open and how it is looked at, to be taken up again: sources, grid, panels, model, tuning. A value.
struct Session
{
    QList<SessionSource> sources; ///< In the order of their places.
    int chosen = 0;
    GridShape grid = GridShape::Automatic;
    FlowOptions flow;
    bool loop = false;
    bool together = false; ///< The files play by one clock.
    bool tunesAll = true;
    ModelRequest model; ///< Empty location: none.
    OverlayStyle style;
    QByteArray panels; ///< QMainWindow::saveState(); empty: as they are.

    bool operator==(const Session &) const = default;
};

/// How the files are called: ".sightglass".
QString sessionSuffix();
bool looksLikeSession(const QString &path);

/// The session as a file of JSON that lies in `folder`: what lies in it or below is named from there, so that the
/// folder can be moved. Credentials of streams are left out; such a source is `incomplete` when it is read again.
QByteArray sessionJson(const Session &session, const QString &folder);

/// The other way. What of a file may have been made by others is not believed: a pipeline is not `typed`, and an
/// address that a drop would not be is `incomplete`. An Error names the line that is no JSON or the field that is none
/// of a session, or says that a newer version wrote it.
Result<Session> parseSession(const QByteArray &json, const QString &folder);

/// Reads and writes files, the first of 1 MB at most; the second replaces a file as a whole or not at all.
Result<Session> readSession(const QString &path);
Result<void> writeSession(const Session &session, const QString &path);

} // namespace sightglass
