// SPDX-License-Identifier: Apache-2.0
#include "core/export/exportsummary.h"

#include "core/values/visibletext.h"
#include "core/values/words.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

namespace sightglass
{

namespace
{

double framesPerSecond(const ExportSummary &summary)
{
    return summary.seconds > 0.0 ? static_cast<double>(summary.written - summary.resumed) / summary.seconds : 0.0;
}

QJsonValue textOrNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(text);
}

/// The names of what could not be read, as far as there are names.
QStringList unreadableFiles(const ExportSummary &summary, std::size_t most)
{
    QStringList names;
    if (summary.files.isEmpty())
        return names;
    for (const std::int64_t index : summary.unreadable.indices(most))
        names.append(summary.files.value(static_cast<qsizetype>(index)));
    return names;
}

} // namespace

QByteArray ExportSummary::toJson() const
{
    const auto count = [](std::uint64_t value) { return QJsonValue(static_cast<qint64>(value)); };
    QString rate;
    if (frameRate.isValid())
        rate = QStringLiteral("%1/%2").arg(QString::number(frameRate.num), QString::number(frameRate.den));
    const auto first = unreadable.first();
    QJsonObject object{
        {QStringLiteral("source"), sourceName},
        {QStringLiteral("model"), textOrNull(modelName)},
        {QStringLiteral("workers"), workers},
        {QStringLiteral("threads"), threads},
        {QStringLiteral("video"), textOrNull(videoPath)},
        {QStringLiteral("encoder"), textOrNull(encoder)},
        {QStringLiteral("targets"), QJsonArray::fromStringList(targets)},
        {QStringLiteral("width"), size.width()},
        {QStringLiteral("height"), size.height()},
        {QStringLiteral("frame_rate"), textOrNull(rate)},
        {QStringLiteral("captured"), count(counts.captured)},
        {QStringLiteral("inferred"), count(counts.inferred)},
        {QStringLiteral("stored"), count(counts.stored)},
        {QStringLiteral("written"), count(written)},
        {QStringLiteral("resumed"), count(resumed)},
        {QStringLiteral("dropped"), count(counts.dropped)},
        {QStringLiteral("unreadable"), count(unreadable.count())},
        {QStringLiteral("first_unreadable"), first ? QJsonValue(static_cast<qint64>(*first)) : QJsonValue::Null},
        {QStringLiteral("missing"), count(missing)},
        {QStringLiteral("sound_and_subtitles"), copied},
        {QStringLiteral("ended_by"), trouble ? QJsonValue(trouble->message) : QJsonValue(QJsonValue::Null)},
        {QStringLiteral("detections"), count(detections)},
        {QStringLiteral("seconds"), seconds},
        {QStringLiteral("frames_per_second"), framesPerSecond(*this)},
        {QStringLiteral("notes"), QJsonArray::fromStringList(notes)},
    };
    constexpr std::size_t mostFiles = 1000;
    if (!files.isEmpty())
        object.insert(QStringLiteral("unreadable_files"),
                      QJsonArray::fromStringList(unreadableFiles(*this, mostFiles)));
    if (!swept.isEmpty())
        object[QStringLiteral("removed")] = QJsonArray::fromStringList(swept);
    return visibleJson(QJsonDocument(object).toJson(QJsonDocument::Indented));
}

QString ExportSummary::unreadableText() const
{
    if (unreadable.isEmpty())
        return {};
    const std::uint64_t count = unreadable.count();
    constexpr std::size_t mostNames = 5;
    const QStringList names = unreadableFiles(*this, mostNames);
    if (names.isEmpty())
        return Words::tr("Unreadable: %1 of %2 frames, which are damaged or missing in %3; the first is frame %4")
            .arg(QString::number(count), QString::number(count + written), sourceName,
                 QString::number(*unreadable.first()));
    return Words::tr("Unreadable: %1 of %2 pictures in %3: %4%5")
        .arg(QString::number(count), QString::number(count + written), sourceName, names.join(QLatin1String(", ")),
             count > mostNames ? QStringLiteral(", ...") : QString());
}

QString ExportSummary::toText() const
{
    const QLocale c = QLocale::c();
    QStringList lines;
    for (const QString &target : targets)
        lines.append(QStringLiteral("Wrote %1").arg(visibleText(target)));
    QString from = QStringLiteral("%1, %2 x %3 pixels")
                       .arg(visibleText(sourceName), QString::number(size.width()), QString::number(size.height()));
    if (frameRate.isValid())
        from += QStringLiteral(", %1 frames a second").arg(c.toString(frameRate.toDouble(), 'g', 5));
    if (!modelName.isEmpty())
        from += QStringLiteral("; model %1").arg(visibleText(modelName));
    if (!modelName.isEmpty() && workers != 1)
        from += QStringLiteral(", %1 workers").arg(workers);
    lines.append(from);
    QString frames = QStringLiteral("Frames: captured %1, inferred %2, written %3, dropped %4")
                         .arg(QString::number(counts.captured), QString::number(counts.inferred),
                              QString::number(written), QString::number(counts.dropped));
    if (counts.stored > 0)
        frames += QStringLiteral(", of the store %1").arg(counts.stored);
    if (missing > 0)
        frames += QStringLiteral(", missing %1").arg(missing);
    lines.append(frames);
    if (resumed > 0)
        lines.append(QStringLiteral("Went on from what broke off: %1 of these frames were done").arg(resumed));
    if (!unreadable.isEmpty())
        lines.append(visibleText(unreadableText()));
    if (trouble)
        lines.append(QStringLiteral("Ended early: %1").arg(visibleText(trouble->message)));
    if (!encoder.isEmpty())
        lines.append(QStringLiteral("Coded with %1").arg(encoder));
    if (copied > 0)
        lines.append(QStringLiteral("Streams of sound and subtitles: %1").arg(copied));
    for (const QString &note : notes)
        lines.append(visibleText(note));
    lines.append(QStringLiteral("Detections: %1").arg(detections));
    lines.append(QStringLiteral("Took %1 s, %2 frames a second")
                     .arg(c.toString(seconds, 'f', 1), c.toString(framesPerSecond(*this), 'f', 1)));
    if (!swept.isEmpty())
        lines.append(QStringLiteral("Removed what an export that was killed had left: %1")
                         .arg(visibleText(swept.join(QLatin1String(", ")))));
    return lines.join(QLatin1Char('\n'));
}

} // namespace sightglass
