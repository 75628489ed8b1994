// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/result.h"

#include <QString>

#include <memory>

namespace sightglass
{

/// While one is there, all that the program says (see categories.h), and what its libraries say through Qt, goes to the
/// end of a file as well, a line each: "2026-11-26T20:45:51.123Z sightglass.source info: opened ...". Each line is
/// written at once, whichever thread it comes from, so that the last one before a crash is there.
///
/// One at a time in a process; made and destroyed on the main thread.
class LogFile
{
public:
    /// The Error says why the file cannot be written.
    static Result<std::unique_ptr<LogFile>> begin(const QString &path);
    ~LogFile();
    LogFile(const LogFile &) = delete;
    LogFile &operator=(const LogFile &) = delete;

    const QString &path() const { return m_path; }

private:
    explicit LogFile(QString path);

    QString m_path;
};

} // namespace sightglass
