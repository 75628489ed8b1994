// SPDX-License-Identifier: Apache-2.0
#include "core/export/exportjob.h"

#include <QThread>

#include <mutex>
#include <optional>
#include <utility>

namespace sightglass
{

class ExportJob::Private
{
public:
    Private(const ExportRequest &theRequest, FrameSourceFactory sources, DetectorFactory detectors,
            std::optional<StoreFolder> stores)
        : request(theRequest)
        , exporter(std::move(sources), std::move(detectors), {}, std::move(stores))
    {}

    const ExportRequest request;
    Exporter exporter;
    std::unique_ptr<QThread> thread;
    bool running = false;

    std::mutex mutex;                       ///< Guards what follows.
    std::optional<ExportProgress> progress; ///< The newest one, not delivered yet.
};

ExportJob::ExportJob(const ExportRequest &request, FrameSourceFactory sources, DetectorFactory detectors,
                     std::optional<StoreFolder> stores, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(request, std::move(sources), std::move(detectors), std::move(stores)))
{}

ExportJob::~ExportJob()
{
    if (d->thread) {
        d->exporter.cancel();
        d->thread->wait();
    }
}

void ExportJob::start()
{
    if (d->thread)
        return;
    // One event at most is under way: a window that does not listen is not flooded when it listens again.
    const auto tell = [this](const ExportProgress &progress) {
        bool isFirst = false;
        {
            const std::lock_guard lock(d->mutex);
            isFirst = !std::exchange(d->progress, progress).has_value();
        }
        if (!isFirst)
            return;
        QMetaObject::invokeMethod(
            this,
            [this] {
                std::optional<ExportProgress> newest;
                {
                    const std::lock_guard lock(d->mutex);
                    newest = std::exchange(d->progress, std::nullopt);
                }
                if (newest)
                    Q_EMIT progressed(*newest);
            },
            Qt::QueuedConnection);
    };
    d->thread.reset(QThread::create([this, tell] {
        const auto result = d->exporter.run(d->request, tell);
        QMetaObject::invokeMethod(
            this,
            [this, result] {
                d->running = false;
                if (result)
                    Q_EMIT finished(*result);
                else if (d->exporter.wasCancelled())
                    Q_EMIT cancelled();
                else
                    Q_EMIT failed(result.error());
            },
            Qt::QueuedConnection);
    }));
    d->thread->setObjectName(QStringLiteral("export"));
    d->running = true;
    d->thread->start();
}

void ExportJob::cancel()
{
    d->exporter.cancel();
}

void ExportJob::stop()
{
    d->exporter.stop();
}

void ExportJob::setPaused(bool paused)
{
    d->exporter.setPaused(paused);
}

bool ExportJob::canGoOn() const
{
    return d->exporter.canGoOn();
}

bool ExportJob::wait(const QDeadlineTimer &deadline)
{
    return !d->thread || d->thread->wait(deadline);
}

bool ExportJob::isRunning() const
{
    return d->running;
}

const ExportRequest &ExportJob::request() const
{
    return d->request;
}

} // namespace sightglass
