// SPDX-License-Identifier: Apache-2.0
#include "app/exportbatchrun.h"

#include "core/export/exportplan.h"
#include "core/values/visibletext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <thread>
#include <utility>

namespace sightglass
{

ExportBatchRun::ExportBatchRun(std::vector<ExportRequest> requests,
                               std::function<std::unique_ptr<Exporter>()> makeExporter)
    : m_makeExporter(std::move(makeExporter))
{
    for (ExportRequest &request : requests)
        m_parts.push_back({std::move(request), Fate::Waiting, {}, {}, {}});
}

void ExportBatchRun::run(int jobs, const Report &report)
{
    m_report = report;
    std::vector<std::jthread> threads;
    for (int i = 1; i < jobs && static_cast<std::size_t>(i) < m_parts.size(); ++i)
        threads.emplace_back([this] { work(); });
    work();
}

void ExportBatchRun::change(Part &part, const std::function<void()> &apply)
{
    const std::lock_guard lock(m_mutex);
    apply();
    if (m_report)
        m_report(m_parts, part);
}

void ExportBatchRun::work()
{
    for (;;) {
        Part *part = nullptr;
        {
            const std::lock_guard lock(m_mutex);
            if (m_next >= m_parts.size())
                return;
            part = &m_parts[m_next++];
        }
        if (m_stopping)
            change(*part, [&] { part->fate = Fate::Cancelled; });
        else if (part->request.resume && isDone(part->request))
            change(*part, [&] { part->fate = Fate::PassedOver; });
        else
            exportPart(*part);
    }
}

void ExportBatchRun::exportPart(Part &part)
{
    const std::unique_ptr<Exporter> exporter = m_makeExporter();
    change(part, [&] {
        part.fate = Fate::Running;
        m_running.push_back(exporter.get());
        // stop() may have come before it could find this one.
        if (m_stopping)
            exporter->stop();
    });
    auto summary = exporter->run(
        part.request, [&](const ExportProgress &progress) { change(part, [&] { part.progress = progress; }); });
    change(part, [&] {
        std::erase(m_running, exporter.get());
        if (summary)
            part.fate = summary->isComplete() ? Fate::Whole : Fate::Incomplete;
        else
            part.fate = exporter->wasCancelled() ? Fate::Cancelled : Fate::Failed;
        if (summary)
            part.summary = *std::move(summary);
        else
            part.error = summary.error();
    });
}

void ExportBatchRun::stop()
{
    const std::lock_guard lock(m_mutex);
    m_stopping = true;
    for (Exporter *exporter : m_running)
        exporter->stop();
}

std::size_t ExportBatchRun::count(Fate fate) const
{
    return static_cast<std::size_t>(
        std::count_if(m_parts.begin(), m_parts.end(), [fate](const Part &part) { return part.fate == fate; }));
}

QByteArray ExportBatchRun::partJson(const Part &part)
{
    if (part.summary)
        return part.summary->toJson();
    QJsonObject object{{QStringLiteral("source"), part.request.source.displayName()}};
    if (part.fate == Fate::PassedOver)
        object.insert(QStringLiteral("passed_over"), true);
    else if (part.fate == Fate::Cancelled)
        object.insert(QStringLiteral("cancelled"), true);
    else if (part.error)
        object.insert(QStringLiteral("error"), QJsonObject{{QStringLiteral("message"), part.error->message},
                                                           {QStringLiteral("suggestion"), part.error->suggestion}});
    return visibleJson(QJsonDocument(object).toJson(QJsonDocument::Indented));
}

QByteArray ExportBatchRun::toJson() const
{
    QJsonArray inputs;
    for (const Part &part : m_parts)
        inputs.append(QJsonDocument::fromJson(partJson(part)).object());
    const auto number = [this](Fate fate) { return QJsonValue(static_cast<qint64>(count(fate))); };
    const QJsonObject object{{QStringLiteral("inputs"), inputs},
                             {QStringLiteral("exported"), number(Fate::Whole)},
                             {QStringLiteral("incomplete"), number(Fate::Incomplete)},
                             {QStringLiteral("failed"), number(Fate::Failed)},
                             {QStringLiteral("cancelled"), number(Fate::Cancelled)},
                             {QStringLiteral("passed_over"), number(Fate::PassedOver)}};
    return visibleJson(QJsonDocument(object).toJson(QJsonDocument::Indented));
}

} // namespace sightglass
