// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/exporter.h"

#include <QDeadlineTimer>
#include <QObject>

#include <memory>

namespace sightglass
{

/// An export on a thread of its own, beside the running viewer. Lives on one thread, the UI's; its signals come there.
class ExportJob : public QObject
{
    Q_OBJECT

public:
    /// See Exporter.
    ExportJob(const ExportRequest &request, FrameSourceFactory sources, DetectorFactory detectors,
              std::optional<StoreFolder> stores = {}, QObject *parent = nullptr);
    /// Cancels and waits.
    ~ExportJob() override;

    /// Once. Answers by progressed(), and by one of finished(), failed() and cancelled().
    void start();
    /// For good: what was done is thrown away.
    void cancel();
    /// Ends a recording well, and interrupts another export, of which is kept what was done; see Exporter::stop().
    void stop();
    void setPaused(bool paused);
    /// After failed() or cancelled(): see Exporter::canGoOn().
    bool canGoOn() const;
    /// From start() until that one of the three signals.
    bool isRunning() const;
    /// Waits for a cancelled export to end, at most this long. False: it is caught in a library call that cannot be
    /// interrupted (its model being loaded), and the program should leave by std::quick_exit.
    bool wait(const QDeadlineTimer &deadline);
    const ExportRequest &request() const;

Q_SIGNALS:
    /// At most 10 times a second; one that was not delivered yet is replaced by the next.
    void progressed(const sightglass::ExportProgress &progress);
    void finished(const sightglass::ExportSummary &summary);
    void failed(const sightglass::Error &error);
    void cancelled();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace sightglass
