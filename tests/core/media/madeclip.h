// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QStringList>
#include <QTest>

#include "tests/support/testcase.h"

namespace sightglass::test
{

inline bool write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

inline QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Runs the program ffmpeg with these words, blanks between them, and then this path of a new file.
inline bool makeClip(const char *words, const QString &path)
{
    QStringList arguments{QStringLiteral("-v"), QStringLiteral("error"), QStringLiteral("-y")};
    arguments += QString::fromUtf8(words).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    arguments.append(path);
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QStringLiteral("ffmpeg"), arguments);
    return process.waitForFinished(60000) && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
}

/// A column "path" with a row for each file in these folders of the test data; the folder itself where that is missing.
inline void addClips(std::initializer_list<const char *> folders)
{
    QTest::addColumn<QString>("path");
    for (const char *folder : folders) {
        const QString name = QString::fromUtf8(folder);
        const QString there = testData(name);
        const QStringList files = there.isEmpty() ? QStringList() : QDir(there).entryList(QDir::Files, QDir::Name);
        if (files.isEmpty())
            QTest::newRow(folder) << name;
        for (const QString &file : files)
            QTest::newRow(qPrintable(name + u'/' + file)) << name + u'/' + file;
    }
}

} // namespace sightglass::test

/// Skips the test where the program ffmpeg is missing; fails in CI.
#define SIGHTGLASS_NEEDS_FFMPEG()                                                                                      \
    if (QStandardPaths::findExecutable(QStringLiteral("ffmpeg")).isEmpty()) {                                          \
        if (sightglass::test::isCi())                                                                                  \
            QFAIL("The program ffmpeg is missing");                                                                    \
        QSKIP("The program ffmpeg is missing");                                                                        \
    }
