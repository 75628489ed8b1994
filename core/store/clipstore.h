// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/survivors.h"
#include "core/values/candidates.h"
#include "core/values/frame.h"
#include "core/values/framerange.h"
#include "core/values/result.h"

#include <QSize>
#include <QString>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace sightglass
{

/// What a model said of each frame of a clip, kept on disk: see StoreFolder for where, and storekey.h for when it is
/// this clip and this model.
///
/// One SQLite file, written in transactions beside a journal (WAL): a process that is killed loses what it has not
/// flushed yet, and no more; several processes may read and write at once, and what two have found of one frame is kept
/// once. A file that is damaged is begun anew. After a write that failed (a full disk, a folder that cannot be written
/// to) nothing more is kept, what is there is still found, and problem() says why.
///
/// Threads: every function may be called from any thread, but for open() and flush(), which are one thread's, who takes
/// the time that a disk takes.
class ClipStore
{
public:
    /// What is told of a store, for people.
    struct About
    {
        QString source;              ///< The clip's path.
        QString model;               ///< Its name.
        std::int64_t frameCount = 0; ///< Of the clip; 0: not known.

        bool operator==(const About &) const = default;
    };

    /// Nothing is opened yet. Where the path's folder is not there, it is made.
    ClipStore(QString path, About about);
    ~ClipStore();
    ClipStore(const ClipStore &) = delete;
    ClipStore &operator=(const ClipStore &) = delete;

    /// Opens or makes the file. An Error is problem() from then on, as one of flush() is.
    Result<void> open();
    /// Writes what was kept since.
    Result<void> flush();
    /// Whether there is something to write.
    bool hasUnwritten() const;
    /// Called by keep() when there is something to write and was not before.
    void setWaker(std::function<void()> waker);

    /// What is kept of the frame of this index, with that frame's identity and times in it and Candidates::stored set;
    /// null: nothing is. `model`, names and layout are the caller's to fill in.
    std::shared_ptr<Candidates> find(const Frame &frame) const;
    /// Puts these, of a frame of this size and on the grid as they are (see ongrid.h), on the way to the disk. What is
    /// kept already stays. Whether the frame is kept now: not where more waits to be written than memory should be
    /// taken for, nor when there is a problem().
    bool keep(const CandidatesPtr &candidates, QSize picture);
    /// Nothing more is kept, for this reason, which is problem() from now on.
    void stopKeeping(const Error &reason);

    /// Of its file.
    const QString &path() const;
    /// Frames that are kept.
    std::int64_t count() const;
    bool has(std::int64_t index) const;
    /// The first frame from this one on that is not kept; may be beyond the clip's end.
    std::int64_t firstMissing(std::int64_t from) const;
    /// Why nothing more is kept; an empty message: it is.
    Error problem() const;

    /// The suppression that survivors are kept for.
    static Suppression keptSuppression() { return {}; }
    using Visit = std::function<bool(FrameSurvivors)>;
    /// All frames that are kept, in order, with what keptSuppression() leaves of them; until a visit says false.
    Result<void> visitSurvivors(const Visit &visit) const;
    using VisitCandidates = std::function<bool(const Candidates &)>;
    /// The same, of a range, with all candidates; of their frame the index and seconds are set.
    Result<void> visitCandidates(const FrameRange &range, const VisitCandidates &visit) const;

    using Observer = std::function<void(std::span<const FrameSurvivors>)>;
    /// Called by flush(), with what it has written: one for each who wants to know, in place of an earlier one of
    /// theirs; an empty function removes it. One that is being called is waited for.
    void setObserver(const void *who, Observer observer);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace sightglass
