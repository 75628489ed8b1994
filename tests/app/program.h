// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/testcase.h"

#include <QDir>
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>

#include <memory>

namespace sightglass::test
{

/// What a run of the program left.
struct Outcome
{
    int status = -1;
    QString output;
    QString errors;
};

/// Tests of the program as a person starts it, without any display, each with a folder of its own.
class ProgramTestCase : public TestCase
{
    Q_OBJECT

protected:
    QString in(const char *name) const { return m_folder->filePath(QString::fromUtf8(name)); }
    QStringList files() const
    {
        return QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden | QDir::System, QDir::Name);
    }
    /// A folder of pictures: a source that needs no test data.
    QString pictures(int count, QSize size = {320, 240}) const
    {
        QDir(m_folder->path()).mkdir(QStringLiteral("pictures"));
        QImage picture(size, QImage::Format_RGB32);
        picture.fill(Qt::darkCyan);
        picture.save(in("pictures/0.png"));
        for (int i = 1; i < count; ++i)
            QFile::copy(in("pictures/0.png"), m_folder->filePath(QStringLiteral("pictures/%1.png").arg(i)));
        return in("pictures");
    }

    static void prepare(QProcess &process, const QStringList &arguments)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR"})
            environment.remove(QLatin1String(name));
        process.setProcessEnvironment(environment);
        process.setProgram(QStringLiteral(SIGHTGLASS_PROGRAM));
        process.setArguments(arguments);
    }
    static Outcome outcomeOf(QProcess &process)
    {
        if (!process.waitForFinished(120000) || process.exitStatus() != QProcess::NormalExit)
            return {-1, {}, process.errorString() + QString::fromLocal8Bit(process.readAllStandardError())};
        return {process.exitCode(), QString::fromLocal8Bit(process.readAllStandardOutput()),
                QString::fromLocal8Bit(process.readAllStandardError())};
    }
    static Outcome run(const QStringList &arguments)
    {
        QProcess process;
        prepare(process, arguments);
        process.start();
        return outcomeOf(process);
    }

    std::unique_ptr<QTemporaryDir> m_folder;

protected Q_SLOTS:
    void init()
    {
        TestCase::init();
        m_folder = std::make_unique<QTemporaryDir>();
    }
};

} // namespace sightglass::test
