// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/detector.h"
#include "core/media/framesource.h"
#include "core/overlay/overlaystyle.h"
#include "core/pipeline/offlinerun.h"
#include "core/values/thresholds.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <memory>

namespace sightglass
{

/// What to export: a value.
struct ExportRequest
{
    SourceSpec source;
    ModelRequest model;
    Thresholds thresholds;
    QStringList shownClasses; ///< Class names or numbers; empty: all that thresholds show. Unknown ones are an Error.
    OverlayStyle style;
    FrameRange range;
    QString videoPath;      ///< Annotated video; empty: none.
    QString detectionsPath; ///< CSV; empty: none. At least one of the two is needed.
};

/// What an export did, in exact counts.
struct ExportSummary
{
    OfflineCounts counts;
    std::uint64_t written = 0;    ///< Frames in the video.
    std::uint64_t detections = 0; ///< Detections drawn and listed.
    double seconds = 0.0;         ///< Wall time.
    QString videoPath;
    QString detectionsPath;
    QString sourceName;
    QString modelName;
    QSize size;
    Rational frameRate;

    QByteArray toJson() const;
    QString toText() const;
};

struct ExportProgress
{
    std::uint64_t written = 0;
    std::optional<std::int64_t> total; ///< Frames of the range, where known.
    double perSecond = 0.0;
    std::optional<double> secondsLeft;
};

/// The export itself, without threads or signals: runs on the calling thread, for the command line and ExportJob.
///
/// Files are written under a temporary name beside their target and renamed when whole; what was there before stays
/// untouched until then, and nothing is left behind on cancel or failure.
class Exporter
{
public:
    Exporter(FrameSourceFactory sources, DetectorFactory detectors);
    ~Exporter();

    using Progress = std::function<void(const ExportProgress &)>;
    /// Blocks until done, failed or cancelled. Progress is reported on the calling thread, at most 10 times a second.
    Result<ExportSummary> run(const ExportRequest &request, const Progress &progress);
    /// Any thread.
    void cancel();

private:
    class Private;
    std::unique_ptr<Private> d;
};

/// An export on a thread of its own, beside the running viewer.
class ExportJob : public QObject
{
    Q_OBJECT

public:
    explicit ExportJob(const ExportRequest &request, QObject *parent = nullptr);
    ExportJob(const ExportRequest &request, FrameSourceFactory sources, DetectorFactory detectors,
              QObject *parent = nullptr);
    /// Cancels and waits.
    ~ExportJob() override;

    void start();
    void cancel();
    bool isRunning() const;
    const ExportRequest &request() const;

Q_SIGNALS:
    void progressed(const sightglass::ExportProgress &progress);
    void finished(const sightglass::ExportSummary &summary);
    void failed(const sightglass::Error &error);
    void cancelled();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace sightglass

Q_DECLARE_METATYPE(sightglass::ExportProgress)
Q_DECLARE_METATYPE(sightglass::ExportSummary)
