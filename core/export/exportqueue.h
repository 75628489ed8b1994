// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/exportjob.h"
#include "core/export/queuedexport.h"

#include <QObject>
#include <QString>
#include <QStringList>
#include <QThreadPool>
#include <QTimer>

#include <map>
#include <memory>
#include <vector>

namespace sightglass
{

/// Exports one after another, beside the running viewer. Those that wait begin in their order as soon as none runs; one
/// that is paused lets the next begin. One that fails leaves the others alone.
///
/// With a store, the list comes back when the program does, also where it was killed: what had not ended is then
/// interrupted, and waits for a person's word. Recordings of streams are not kept: they cannot be gone on with, and
/// their addresses may hold passwords.
///
/// Lives on one thread, the UI's; its signals come there.
class ExportQueue : public QObject
{
    Q_OBJECT

public:
    explicit ExportQueue(QObject *parent = nullptr);
    ~ExportQueue() override;

    /// With other sources and models than the project's own, for tests.
    void setBackends(FrameSourceFactory sources, DetectorFactory detectors, std::optional<StoreFolder> stores = {});
    /// Reads the list that this file holds, and keeps it there from now on. Before the first export. An Error says why
    /// it cannot be read; it is then begun anew.
    Result<void> setStore(const QString &path);

    const std::vector<QueuedExport> &exports() const { return m_exports; }
    const QueuedExport *find(int id) const;

    /// Its number. An Error: another that has not ended writes to the same place.
    Result<int> add(const ExportRequest &request);
    /// The same of many; the Errors of those that were not taken.
    std::vector<Error> addAll(const std::vector<ExportRequest> &requests);
    void pause(int id);
    /// Goes on with one that is paused, beside what runs.
    void goOn(int id);
    /// Throws away what was done.
    void cancel(int id);
    /// One that failed, was cancelled or interrupted waits again, to go on where it was if that can be.
    void retry(int id);
    /// Takes one that has ended, or only waits, off the list.
    void remove(int id);

    /// What those that have not ended write to.
    QStringList targets() const;
    /// How many wait or are being worked on.
    int pending() const;
    /// The one that is being worked on, or is paused: the first of them; null: none.
    const QueuedExport *active() const;

    /// The program ends: what is being worked on is interrupted, and kept as far as it can be; nothing begins any more,
    /// and nothing is told. Once.
    void interrupt();
    /// After interrupt(): see ExportJob::wait().
    bool wait(const QDeadlineTimer &deadline);

Q_SIGNALS:
    /// Exports have come or gone; or have other places.
    void listChanged();
    void changed(int id);
    /// It is whole, or all that could be had.
    void finished(int id, const sightglass::ExportSummary &summary);
    void failed(int id, const sightglass::Error &error);
    void cancelled(int id);

private:
    QueuedExport *entry(int id);
    void startNext();
    void start(QueuedExport &queued);
    void end(int id, QueuedExport::Fate fate, const Error &outcome);
    void keep();
    void write();

    FrameSourceFactory m_sources;
    DetectorFactory m_detectors;
    std::optional<StoreFolder> m_stores;
    QString m_store;                                  ///< Empty: nothing is kept.
    QTimer m_storeTimer;                              ///< Once for however many changes come at a time.
    QThreadPool m_storeWriter;                        ///< One thread: disks take their time.
    std::vector<QueuedExport> m_exports;              ///< By their numbers.
    std::map<int, std::unique_ptr<ExportJob>> m_jobs; ///< Of those that are active.
    int m_newest = 0;
    bool m_isStopping = false;
};

} // namespace sightglass
