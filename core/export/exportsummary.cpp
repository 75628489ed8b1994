// SPDX-License-Identifier: Apache-2.0
#include "core/export/exportsummary.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

namespace sightglass
{

namespace
{

double framesPerSecond(const ExportSummary &summary)
{
    return summary.seconds > 0.0 ? static_cast<double>(summary.written) / summary.seconds : 0.0;
}

QJsonValue textOrNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(text);
}

} // namespace

QByteArray ExportSummary::toJson() const
{
    const auto count = [](std::uint64_t value) { return QJsonValue(static_cast<qint64>(value)); };
    QString rate;
    if (frameRate.isValid())
        rate = QStringLiteral("%1/%2").arg(frameRate.num).arg(frameRate.den);
    const QJsonObject object{
        {QStringLiteral("source"), sourceName},
        {QStringLiteral("model"), textOrNull(modelName)},
        {QStringLiteral("workers"), workers},
        {QStringLiteral("threads"), threads},
        {QStringLiteral("video"), textOrNull(videoPath)},
        {QStringLiteral("detections_file"), textOrNull(detectionsPath)},
        {QStringLiteral("width"), size.width()},
        {QStringLiteral("height"), size.height()},
        {QStringLiteral("frame_rate"), textOrNull(rate)},
        {QStringLiteral("captured"), count(counts.captured)},
        {QStringLiteral("inferred"), count(counts.inferred)},
        {QStringLiteral("written"), count(written)},
        {QStringLiteral("dropped"), count(counts.dropped)},
        {QStringLiteral("missing"), count(missing)},
        {QStringLiteral("ended_by"), trouble ? QJsonValue(trouble->message) : QJsonValue(QJsonValue::Null)},
        {QStringLiteral("detections"), count(detections)},
        {QStringLiteral("seconds"), seconds},
        {QStringLiteral("frames_per_second"), framesPerSecond(*this)},
    };
    return QJsonDocument(object).toJson(QJsonDocument::Indented);
}

QString ExportSummary::toText() const
{
    const QLocale c = QLocale::c();
    QStringList lines;
    if (!videoPath.isEmpty())
        lines.append(QStringLiteral("Wrote %1").arg(videoPath));
    if (!detectionsPath.isEmpty())
        lines.append(QStringLiteral("Wrote %1").arg(detectionsPath));
    QString from = QStringLiteral("%1, %2 x %3 pixels")
                       .arg(sourceName, QString::number(size.width()), QString::number(size.height()));
    if (frameRate.isValid())
        from += QStringLiteral(", %1 frames a second").arg(c.toString(frameRate.toDouble(), 'g', 5));
    if (!modelName.isEmpty())
        from += workers == 1 ? QStringLiteral("; model %1").arg(modelName)
                             : QStringLiteral("; model %1, %2 workers").arg(modelName, QString::number(workers));
    lines.append(from);
    QString frames = QStringLiteral("Frames: captured %1, inferred %2, written %3, dropped %4")
                         .arg(counts.captured)
                         .arg(counts.inferred)
                         .arg(written)
                         .arg(counts.dropped);
    if (missing > 0)
        frames += QStringLiteral(", missing %1").arg(missing);
    lines.append(frames);
    if (trouble)
        lines.append(QStringLiteral("Ended early: %1").arg(trouble->message));
    lines.append(QStringLiteral("Detections: %1").arg(detections));
    lines.append(QStringLiteral("Took %1 s, %2 frames a second")
                     .arg(c.toString(seconds, 'f', 1), c.toString(framesPerSecond(*this), 'f', 1)));
    return lines.join(QLatin1Char('\n'));
}

} // namespace sightglass
