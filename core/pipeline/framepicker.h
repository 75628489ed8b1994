// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/framesource.h"
#include "core/values/candidates.h"

#include <QDeadlineTimer>
#include <QImage>
#include <QObject>
#include <QSize>

#include <cstdint>
#include <functional>
#include <memory>

namespace sightglass
{

/// A frame of a clip, small, with what is known of it. A value.
struct PickedFrame
{
    std::int64_t index = -1;  ///< That was asked for; where it is damaged, the picture is of the one after it.
    double seconds = 0.0;     ///< When it is shown, from the first one.
    QSize size;               ///< Of the frame, in source pixels.
    QImage picture;           ///< Format_RGB32, FramePicker::size at most; null: it cannot be read.
    CandidatesPtr candidates; ///< Null: a model has not seen it.
};

/// Small pictures of any frame of a clip, beside what plays: read on demand by a thread of its own, from a source of
/// its own, which is opened when the first one is asked for. The newest `capacity` that were asked for are kept.
///
/// All functions are called on the thread this object lives on (the UI's), and return at once.
class FramePicker : public QObject
{
    Q_OBJECT

public:
    /// Pixels; pictures fit into it.
    static constexpr QSize size{360, 360};
    static constexpr int capacity = 96;

    /// What a model has seen in a frame, whose identity and times are given, but not its pixels; null: it has not. Runs
    /// on the picker's thread.
    using Lookup = std::function<CandidatesPtr(const Frame &)>;

    explicit FramePicker(FrameSourceFactory sources, QObject *parent = nullptr);
    ~FramePicker() override;

    /// The clip from now on; an empty location: none. Its source is closed in any case.
    void setClip(const SourceSpec &clip);
    /// Whom to ask what was seen; an empty function: nobody. Pictures are kept.
    void setLookup(Lookup lookup);

    /// picked() follows: before this returns with a picture that is kept, and again when it is known what was seen in
    /// it. Of frames that are asked for faster than they can be read, the newest.
    void pick(std::int64_t frame);
    /// Nothing is wanted any more.
    void forget();

    /// No further signal; the thread is asked to end.
    void quit();
    /// After quit(), once: waits for the thread. Whether it ended (see Station).
    bool finish(const QDeadlineTimer &deadline);

Q_SIGNALS:
    void picked(const sightglass::PickedFrame &frame);

private:
    class Worker;
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace sightglass
