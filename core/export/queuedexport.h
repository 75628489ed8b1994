// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/exporter.h"

#include <QByteArray>

#include <vector>

namespace sightglass
{

/// An export in a list of them: a value.
struct QueuedExport
{
    enum class Fate
    {
        Waiting,
        Running,
        Paused,
        Whole,
        Incomplete, ///< Exported, but for frames that could not be read or did not come.
        Failed,
        Cancelled,
        Interrupted, ///< The program ended before it.
    };

    int id = 0;
    ExportRequest request;
    Fate fate = Fate::Waiting;
    ExportProgress progress; ///< While it runs or is paused, and as far as it came.
    Error outcome;           ///< Once it has ended: what came of it, and what to try.
    bool canGoOn = false;    ///< Trying again goes on where it was; else it begins anew.

    bool hasEnded() const { return fate >= Fate::Whole; }
    bool isActive() const { return fate == Fate::Running || fate == Fate::Paused; }
    /// Whether trying again makes sense.
    bool isToDo() const { return fate >= Fate::Failed; }
};

/// The list as JSON, without the recordings of streams. What has not ended is read as interrupted.
QByteArray exportsToJson(const std::vector<QueuedExport> &exports);
/// Numbered from 1. What makes no sense is left out; an Error says why there is no list at all.
Result<std::vector<QueuedExport>> exportsFromJson(const QByteArray &text);

/// What came of an export, in a sentence or two.
QString outcomeText(const ExportSummary &summary);

} // namespace sightglass
