// SPDX-License-Identifier: Apache-2.0
#include "core/log/logfile.h"

#include "core/values/words.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QLoggingCategory>

#include <mutex>
#include <utility>

namespace sightglass
{

namespace
{

struct Sink
{
    std::mutex mutex; ///< Guards the file.
    QFile file;
    QtMessageHandler before = nullptr; ///< Set while no other thread logs by this.
};

Sink &sink()
{
    static Sink theSink;
    return theSink;
}

QLatin1String nameOf(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return QLatin1String("debug");
    case QtInfoMsg:
        return QLatin1String("info");
    case QtWarningMsg:
        return QLatin1String("warning");
    case QtCriticalMsg:
        return QLatin1String("critical");
    case QtFatalMsg:
        return QLatin1String("fatal");
    }
    return QLatin1String("unknown");
}

void write(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const QLatin1String category(context.category ? context.category : "default");
    const bool isOurs = category.startsWith(QLatin1String("sightglass."));
    {
        const QString when = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
        const std::lock_guard lock(sink().mutex);
        if (sink().file.isOpen()) {
            QString line = message;
            line.replace(QLatin1Char('\n'), QLatin1String(" | "));
            sink().file.write(QStringLiteral("%1 %2 %3: %4\n").arg(when, category, nameOf(type), line).toUtf8());
        }
    }
    // What is said for the file's sake is no business of the terminal's.
    if (sink().before && !(isOurs && (type == QtDebugMsg || type == QtInfoMsg)))
        sink().before(type, context, message);
}

} // namespace

LogFile::LogFile(QString path)
    : m_path(std::move(path))
{}

Result<std::unique_ptr<LogFile>> LogFile::begin(const QString &path)
{
    const std::lock_guard lock(sink().mutex);
    if (sink().file.isOpen())
        return Error{
            Words::tr("A log is being written to %1 already.").arg(QDir::toNativeSeparators(sink().file.fileName())),
            {},
            {}};
    sink().file.setFileName(path);
    // Without a buffer: what is written just before a crash matters most.
    if (!sink().file.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered)) {
        return Error{Words::tr("The log cannot be written to %1.").arg(QDir::toNativeSeparators(path)),
                     Words::tr("Choose a file in a folder that is yours."), sink().file.errorString()};
    }
    sink().before = qInstallMessageHandler(write);
    QLoggingCategory::setFilterRules(QStringLiteral("sightglass.*=true"));
    return std::unique_ptr<LogFile>(new LogFile(path));
}

LogFile::~LogFile()
{
    QLoggingCategory::setFilterRules({});
    qInstallMessageHandler(sink().before);
    const std::lock_guard lock(sink().mutex);
    sink().file.close();
}

} // namespace sightglass
