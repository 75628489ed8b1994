// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/exporter.h"

#include <QByteArray>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace sightglass
{

/// Many exports, some beside each other; one that fails leaves the others alone.
class ExportBatchRun
{
public:
    enum class Fate
    {
        Waiting,
        Running,
        Whole,
        Incomplete, ///< Exported, but for frames that could not be read or did not come.
        Failed,
        Cancelled,
        PassedOver, ///< Its files were there.
    };
    struct Part
    {
        ExportRequest request;
        Fate fate = Fate::Waiting;
        ExportProgress progress;
        std::optional<ExportSummary> summary;
        std::optional<Error> error;
    };

    ExportBatchRun(std::vector<ExportRequest> requests, std::function<std::unique_ptr<Exporter>()> makeExporter);

    /// Called from one of the threads that export, one at a time, when something has changed: with all parts and the
    /// one that did.
    using Report = std::function<void(const std::vector<Part> &parts, const Part &changed)>;

    /// Once. Blocks until all have ended. Of those that go on with what broke off, the ones whose files are there are
    /// passed over.
    void run(int jobs, const Report &report);
    /// Any thread. Ends recordings well and interrupts other exports; begins no more.
    void stop();

    const std::vector<Part> &parts() const { return m_parts; }
    std::size_t count(Fate fate) const;

    /// One object: "inputs", for each what partJson() says; and how many were "exported", "incomplete", "failed",
    /// "cancelled", "passed_over".
    QByteArray toJson() const;
    /// Of one that has ended: its summary (see ExportSummary::toJson()), or {"source", "error": {"message",
    /// "suggestion"}}, {"source", "passed_over": true}, {"source", "cancelled": true}.
    static QByteArray partJson(const Part &part);

private:
    void work();
    void exportPart(Part &part);
    void change(Part &part, const std::function<void()> &apply);

    std::vector<Part> m_parts;
    std::function<std::unique_ptr<Exporter>()> m_makeExporter;
    Report m_report;
    std::mutex m_mutex; ///< Guards the parts while they change, and what follows.
    std::vector<Exporter *> m_running;
    std::size_t m_next = 0;
    std::atomic<bool> m_stopping{false};
};

} // namespace sightglass
