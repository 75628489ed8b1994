// SPDX-License-Identifier: Apache-2.0
#include "core/export/queuedexport.h"

#include "core/export/exportjournal.h"
#include "core/export/exportrequestjson.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include <array>
#include <optional>
#include <utility>

namespace sightglass
{

namespace
{

using Fate = QueuedExport::Fate;

/// Their translations.
struct QueuedExportText
{
    Q_DECLARE_TR_FUNCTIONS(sightglass::QueuedExport)
};

constexpr std::array<std::pair<Fate, const char *>, 8> fates{{{Fate::Waiting, "waiting"},
                                                              {Fate::Running, "running"},
                                                              {Fate::Paused, "paused"},
                                                              {Fate::Whole, "whole"},
                                                              {Fate::Incomplete, "incomplete"},
                                                              {Fate::Failed, "failed"},
                                                              {Fate::Cancelled, "cancelled"},
                                                              {Fate::Interrupted, "interrupted"}}};
Error interruption()
{
    return {QueuedExportText::tr("The program ended before this export."),
            QueuedExportText::tr("\"Try again\" goes on where it was."),
            {}};
}

bool isKept(const ExportRequest &request)
{
    switch (request.source.kind) {
    case SourceKind::VideoFile:
    case SourceKind::Image:
    case SourceKind::ImageSequence:
        return true;
    default:
        return false;
    }
}

bool hasJournal(const ExportRequest &request)
{
    const QString target = request.targets().value(0);
    return !target.isEmpty() && QFile::exists(ExportJournal::pathFor(target));
}

QJsonObject toJson(const QueuedExport &queued)
{
    QString fate;
    for (const auto &[each, name] : fates) {
        if (each == queued.fate)
            fate = QLatin1String(name);
    }
    return {{QStringLiteral("request"), requestToJson(queued.request)},
            {QStringLiteral("fate"), fate},
            {QStringLiteral("written"), static_cast<qint64>(queued.progress.written)},
            {QStringLiteral("total"), static_cast<qint64>(queued.progress.total.value_or(0))},
            {QStringLiteral("message"), queued.outcome.message},
            {QStringLiteral("suggestion"), queued.outcome.suggestion}};
}

/// Nothing where it makes no sense.
std::optional<QueuedExport> fromJson(const QJsonObject &object)
{
    auto request = requestFromJson(object[QStringLiteral("request")].toObject());
    if (!request || request->targets().isEmpty())
        return std::nullopt;
    QueuedExport queued;
    queued.request = *std::move(request);
    queued.fate = Fate::Interrupted;
    for (const auto &[each, name] : fates) {
        if (object[QStringLiteral("fate")].toString() == QLatin1String(name))
            queued.fate = each;
    }
    queued.progress.written = static_cast<std::uint64_t>(object[QStringLiteral("written")].toInteger());
    if (const qint64 total = object[QStringLiteral("total")].toInteger(); total > 0)
        queued.progress.total = total;
    queued.outcome = {
        object[QStringLiteral("message")].toString(), object[QStringLiteral("suggestion")].toString(), {}};
    if (!queued.hasEnded()) {
        queued.fate = Fate::Interrupted;
        queued.outcome = interruption();
    }
    queued.canGoOn = queued.isToDo() && hasJournal(queued.request);
    return queued;
}

} // namespace

QByteArray exportsToJson(const std::vector<QueuedExport> &exports)
{
    QJsonArray list;
    for (const QueuedExport &queued : exports) {
        if (isKept(queued.request))
            list.append(toJson(queued));
    }
    return QJsonDocument(QJsonObject{{QStringLiteral("exports"), list}}).toJson();
}

Result<std::vector<QueuedExport>> exportsFromJson(const QByteArray &text)
{
    QJsonParseError problem;
    const QJsonDocument read = QJsonDocument::fromJson(text, &problem);
    if (problem.error != QJsonParseError::NoError)
        return Error{QueuedExportText::tr("It is no list of exports."), {}, problem.errorString()};
    std::vector<QueuedExport> exports;
    for (const auto &each : read.object()[QStringLiteral("exports")].toArray()) {
        if (auto queued = fromJson(each.toObject())) {
            queued->id = static_cast<int>(exports.size()) + 1;
            exports.push_back(*std::move(queued));
        }
    }
    return exports;
}

QString outcomeText(const ExportSummary &summary)
{
    QStringList sentences{QueuedExportText::tr("%1 frames, %2 detections.")
                              .arg(QString::number(summary.written), QString::number(summary.detections))};
    if (summary.trouble)
        sentences.append(summary.trouble->message);
    if (!summary.unreadable.isEmpty())
        sentences.append(summary.unreadableText());
    return sentences.join(QLatin1Char(' '));
}

} // namespace sightglass
