// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/classchoice.h"
#include "core/export/companionstreams.h"
#include "core/export/exporter.h"
#include "core/export/exportjournal.h"
#include "core/export/framenames.h"
#include "core/export/framewriter.h"
#include "core/export/provenance.h"
#include "core/export/resultswriter.h"
#include "core/export/safefile.h"
#include "core/overlay/tagmemory.h"

namespace sightglass
{

class VideoEncoder;

/// The work of one export: takes frames with their candidates, selects, draws, writes and counts. One thread, the
/// exporter's. Its functions are called in the order they stand in; when one fails, the files are removed with it.
class ExportWork
{
public:
    ExportWork(const ExportRequest &request, const Exporter::Progress &progress)
        : m_request(request)
        , m_thresholds(request.thresholds)
        , m_progress(progress)
    {}

    Result<void> prepareFiles();
    /// With how many copies of it.
    Result<void> setModel(const ModelDescriptor &model, int workers);
    /// Looks for what the same export left behind. The frames that are still to come.
    Result<FrameRange> openJournal();
    Result<void> begin(const SourceInfo &info);
    Result<void> take(const Frame &frame, const CandidatesPtr &candidates);
    /// So long it rested: no part of the time that it takes.
    void leaveOut(Clock::duration rest) { m_firstFrame += rest; }
    /// Makes the files whole, yet without their names.
    Result<void> finishFiles();
    /// Writes down what made the results.
    Result<void> describe(const ExportSummary &summary);
    /// Gives them their names.
    Result<void> commit();
    /// Nobody will go on with it. After any call.
    void discardJournal();
    /// Whether there is something to go on from.
    bool leavesJournal() const { return m_journal && m_journal->hasPart(); }

    ExportSummary summary(const OfflineCounts &counts, const UnreadableFrames &unreadable) const;

private:
    /// A video or picture under its temporary name, and what writes to it.
    struct Video
    {
        SafeFile file;
        std::unique_ptr<FrameWriter> writer;
        VideoEncoder *encoder = nullptr; ///< The writer, where it is one.
    };
    /// The same of results.
    struct Results
    {
        SafeFile file; ///< Or folder.
        QString format;
        std::unique_ptr<ResultsWriter> writer; ///< Null: frames as pictures.
        std::optional<SafeFile> madeBy;        ///< Beside the file: what made it.
        bool isFolder;
    };

    Result<void> prepareVideo();
    Result<void> prepareResults(const ResultsTarget &target);
    bool wantsPicture(const Frame &frame, const Detections &detections) const;
    void beginVideo(const SourceInfo &info);
    bool isJournaled() const;
    Result<void> replay();
    bool isPartOver(const Frame &next) const;
    Result<void> endPart();
    Result<void> writeResults(const Frame &frame, const Candidates &found, const Detections &detections, bool pictured);
    void draw(const Frame &frame, const Candidates &candidates, const Detections &detections);
    Result<void> writePicture(const Frame &frame, const QString &folder) const;
    void report(bool atOnce);

    const ExportRequest &m_request;
    Thresholds m_thresholds;
    const Exporter::Progress &m_progress;
    ClassChoice m_choice;
    SourceInfo m_source;
    QString m_modelName;
    QStringList m_modelFiles; ///< All that was read of it.
    int m_workers = 0;
    int m_threads = 0;
    std::optional<Video> m_video;
    std::vector<Results> m_results;
    FrameNames m_names;
    std::optional<Provenance> m_provenance;         ///< Nothing where there are no results.
    std::shared_ptr<CompanionStreams> m_companions; ///< Null: none.
    std::unique_ptr<ExportJournal> m_journal;       ///< Null: none is kept.
    QByteArray m_encoderState;                      ///< Of the journal's last part.
    Candidates m_noCandidates;                      ///< With the names of the model's classes.
    std::uint64_t m_resumed = 0;                    ///< Frames that were in the journal.
    std::int64_t m_next = 0;                        ///< Index after the newest frame's.
    UnreadableFrames m_unreadable;                  ///< Before the frames that are still to come.
    std::optional<double> m_partBegin;              ///< Seconds of the source; nothing: no frame is in the part.
    cv::Mat m_canvas;
    TagMemory m_tags; ///< Of the frame before.
    QSize m_size;
    QStringList m_swept; ///< See ExportSummary.
    std::optional<std::int64_t> m_total;
    std::uint64_t m_written = 0;
    std::uint64_t m_detections = 0;
    const Clock::time_point m_begun = Clock::now();
    Clock::time_point m_firstFrame;
    Clock::time_point m_reported;
};

} // namespace sightglass
