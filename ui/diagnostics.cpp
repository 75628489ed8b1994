// SPDX-License-Identifier: Apache-2.0
#include "ui/diagnostics.h"

#include "core/media/credentials.h"
#include "core/pipeline/pipeline.h"
#include "ui/settings.h"

#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QRegularExpression>
#include <QScreen>
#include <QSysInfo>

#include <opencv2/core/utility.hpp>

extern "C" {
#include <libavutil/avutil.h>
}

#include <thread>

namespace sightglass
{

namespace
{

QString line(const char *name, const QString &value)
{
    return QStringLiteral("%1: %2").arg(QLatin1String(name), value);
}

QStringList machineLines()
{
    QStringList lines;
    lines.append(line("System", QStringLiteral("%1, %2 %3, %4")
                                    .arg(QSysInfo::prettyProductName(), QSysInfo::kernelType(),
                                         QSysInfo::kernelVersion(), QSysInfo::currentCpuArchitecture())));
    lines.append(line("Processors", QString::number(std::thread::hardware_concurrency())));
    QStringList screens;
    for (const QScreen *screen : QGuiApplication::screens()) {
        screens.append(QStringLiteral("%1x%2 at %3")
                           .arg(QString::number(screen->size().width()), QString::number(screen->size().height()),
                                QString::number(screen->devicePixelRatio())));
    }
    lines.append(line(
        "Display", QStringLiteral("%1, %2").arg(QGuiApplication::platformName(), screens.join(QStringLiteral(", ")))));
    return lines;
}

QStringList modelLines(const ModelDescriptor &model)
{
    if (model.location.isEmpty())
        return {line("Model", QStringLiteral("none"))};
    QStringList devices;
    for (const ComputeDevice &device : model.devices)
        devices.append(device.id);
    QStringList lines{
        line("Model",
             QStringLiteral("%1 (%2), by %3").arg(model.name, QFileInfo(model.location).fileName(), model.backend)),
        line("Runs on", QStringLiteral("%1 of [%2], %3 workers of %4 threads, batches of %5")
                            .arg(model.device, devices.join(QStringLiteral(", ")), QString::number(model.workers),
                                 QString::number(model.threads), QString::number(model.batch))),
        line("Input", model.inputSize.isEmpty()
                          ? QStringLiteral("any size")
                          : QStringLiteral("%1x%2").arg(QString::number(model.inputSize.width()),
                                                        QString::number(model.inputSize.height())))};
    for (const QString &note : model.notes)
        lines.append(line("Note", note));
    return lines;
}

/// A file by its ending alone, as its name is the user's business.
QString kindOf(const SourceSpec &source)
{
    switch (source.kind) {
    case SourceKind::Camera:
        return QStringLiteral("camera");
    case SourceKind::Screen:
        return QStringLiteral("screen");
    case SourceKind::Url:
        return source.location.section(QStringLiteral("://"), 0, 0) + QStringLiteral(" stream");
    case SourceKind::GStreamer:
        return QStringLiteral("GStreamer pipeline");
    default:
        return QStringLiteral("file .") + QFileInfo(source.location).suffix();
    }
}

QStringList sourceLines(const SourceLane &lane)
{
    const SourceInfo &info = lane.sourceInfo();
    if (info.spec.location.isEmpty())
        return {line("Source", QStringLiteral("none"))};
    const LaneStatistics counts = lane.statistics();
    return {line("Source",
                 QStringLiteral("%1, %2x%3, %4 fps, %5 frames")
                     .arg(kindOf(info.spec), QString::number(info.size.width()), QString::number(info.size.height()),
                          QString::number(info.frameRate.isValid() ? info.frameRate.toDouble() : 0.0),
                          info.frameCount ? QString::number(*info.frameCount) : QStringLiteral("unknown"))),
            line("Counts",
                 QStringLiteral("%1 captured, %2 inferred, %3 displayed, %4 lost, %5 dropped in all")
                     .arg(QString::number(counts.capture.count), QString::number(counts.models.front().inference.count),
                          QString::number(counts.display.count), QString::number(counts.lost()),
                          QString::number(counts.dropped())))};
}

QStringList settingsLines(const Settings &settings, const Thresholds &thresholds)
{
    const FlowOptions &flow = settings.playback.flow;
    return {
        line("Flow", QStringLiteral("%1, %2").arg(
                         flow.policy == FlowPolicy::Latest ? QStringLiteral("latest") : QStringLiteral("every frame"),
                         flow.mode == ViewMode::Synced ? QStringLiteral("synced") : QStringLiteral("smooth"))),
        line("Thresholds",
             QStringLiteral("confidence %1, IoU %2, at most %3, %4 rules of classes")
                 .arg(QString::number(static_cast<double>(thresholds.confidence)),
                      QString::number(static_cast<double>(thresholds.iou)), QString::number(thresholds.maxDetections),
                      QString::number(thresholds.classes.size())))};
}

} // namespace

QStringList libraryVersions(const QString &modelBackend)
{
    QStringList libraries{QStringLiteral("Qt %1").arg(QLatin1String(qVersion())),
                          QStringLiteral("OpenCV %1").arg(QString::fromStdString(cv::getVersionString())),
                          QStringLiteral("FFmpeg %1").arg(QLatin1String(av_version_info()))};
    if (!modelBackend.isEmpty() && !modelBackend.startsWith(QLatin1String("OpenCV")))
        libraries.append(modelBackend);
    return libraries;
}

QString withoutUser(QString text)
{
    text.replace(QDir::homePath(), QStringLiteral("~"));
    static const QRegularExpression homes(QStringLiteral("/(?:home|Users)/[^/\\s]+"));
    text.replace(homes, QStringLiteral("/home/…"));
    static const QRegularExpression address(QStringLiteral("[A-Za-z][A-Za-z0-9+.-]*://\\S+"));
    qsizetype from = 0;
    for (auto found = address.match(text, from); found.hasMatch(); found = address.match(text, from)) {
        const QString harmless = withoutCredentials(found.captured());
        text.replace(found.capturedStart(), found.capturedLength(), harmless);
        from = found.capturedStart() + harmless.size();
    }
    return text;
}

QString diagnostics(const Pipeline &pipeline, const Settings &settings, const QStringList &messages)
{
    const ModelDescriptor &model = pipeline.model().descriptor();
    QStringList lines{QStringLiteral("Sightglass %1").arg(QCoreApplication::applicationVersion()),
                      line("Libraries", libraryVersions(model.backend).join(QStringLiteral(", ")))};
    lines += machineLines();
    lines += modelLines(model);
    for (std::size_t i = 0; i < pipeline.laneCount(); ++i) {
        if (i == 0 || !pipeline.lane(i).sourceInfo().spec.location.isEmpty())
            lines += sourceLines(pipeline.lane(i));
    }
    lines += settingsLines(settings, pipeline.lane().thresholds());
    lines.append(messages.isEmpty() ? QStringLiteral("No messages") : QStringLiteral("Last messages:"));
    lines += messages;
    return withoutUser(lines.join(QLatin1Char('\n')) + QLatin1Char('\n'));
}

} // namespace sightglass
