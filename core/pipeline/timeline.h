// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/clipcolumns.h"
#include "core/store/clipevents.h"
#include "core/store/clipquery.h"
#include "core/store/clipstore.h"
#include "core/values/thresholds.h"

#include <QDeadlineTimer>
#include <QObject>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace sightglass
{

/// A frame of a clip that is marked on its timeline.
struct ClipMark
{
    enum class Kind
    {
        TimeCut, ///< The clip's time jumps: the frame before this one is shown for longer than three frames usually
                 ///< are.
    };

    std::int64_t frame = 0;
    Kind kind = Kind::TimeCut;

    bool operator==(const ClipMark &) const = default;
};

/// What is to be shown of a clip's store, counted under the thresholds of that moment. A value.
struct TimelinePicture
{
    ClipView view;
    ClipColumns columns;
    std::int64_t frameCount = 0; ///< Of the clip.
    std::int64_t known = 0;      ///< Frames of the whole clip that the model has seen.
    Thresholds thresholds;
    QString query;               ///< The text of the one that `spans` answer.
    std::vector<ClipSpan> spans; ///< Where it matches, in order, over the whole clip.
    std::vector<ClipMark> marks; ///< Over the whole clip, in order.
    /// While NMS is done anew over the clip, how far that is, from 0 to 1; counts are as before until then.
    std::optional<double> suppressing;
};

/// What a model saw in a clip, as counts over time, events and spans: reads a ClipStore and follows what is added to
/// it.
///
/// Counting is done by a thread of its own, on request; of requests that come faster than they are answered the newest
/// is. Nothing is read before there is a view or an event is asked for.
///
/// All functions are called on the thread this object lives on (the UI's), return at once, and answer by signals.
class Timeline : public QObject
{
    Q_OBJECT

public:
    explicit Timeline(QObject *parent = nullptr);
    ~Timeline() override;

    /// The store of the clip that is open, null for none, and how many frames the clip has. What was asked for before
    /// is asked of it.
    void setStore(std::shared_ptr<ClipStore> store, std::int64_t frameCount);
    void setThresholds(const Thresholds &thresholds);
    /// An empty one: nothing is shown, and what was read is given back, unless events are listed.
    void setView(const ClipView &view);
    /// By the class names of the store's model.
    void setQuery(const ClipQuery &query);
    /// The next one after this frame, or before it. eventFound() follows, unless another is asked for first.
    void findEvent(const EventWish &wish, std::int64_t from, bool forward);
    /// All of them, at most so many. eventsListed() follows, again whenever they have become others, until nothing is
    /// wished for.
    void listEvents(const std::optional<EventWish> &wish, int most = 1000);

    /// The newest.
    const TimelinePicture &picture() const { return m_picture; }

    /// No further signal; the thread is asked to end.
    void quit();
    /// After quit(), once: waits for the thread. Whether it ended (see Station).
    bool finish(const QDeadlineTimer &deadline);

Q_SIGNALS:
    /// picture() is another. While the store grows or NMS is done anew, some 30 times a second at most.
    void changed();
    /// Nothing: there is none in what is known.
    void eventFound(const sightglass::EventWish &wish, bool forward, const std::optional<std::int64_t> &frame);
    void eventsListed(const sightglass::EventWish &wish, const std::vector<sightglass::ClipSpan> &spans);
    /// The store cannot be read; told once.
    void warned(const sightglass::Error &error);

private:
    class Private;
    std::unique_ptr<Private> d;
    TimelinePicture m_picture;
};

} // namespace sightglass
