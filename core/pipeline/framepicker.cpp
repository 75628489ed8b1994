// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/framepicker.h"

#include "core/log/categories.h"
#include "core/pipeline/mailbox.h"
#include "core/pipeline/picturerenderer.h"
#include "core/pipeline/station.h"

#include <QCache>

#include <exception>
#include <mutex>
#include <optional>
#include <utility>

namespace sightglass
{

namespace
{

/// A picture as it is kept.
struct Kept
{
    PickedFrame picked;
    Frame frame; ///< Its identity and times, without pixels.
};

struct Wish
{
    std::int64_t index = -1;
    std::optional<Kept> kept; ///< The picture is there, and what was seen in it is asked for alone.
};

} // namespace

/// Made by FramePicker, then moved to its thread. The functions marked so may be called from any.
class FramePicker::Worker : public QObject
{
public:
    /// `made` runs on the owner's thread, with the numbers of the clip and of the lookup.
    using Made = std::function<void(std::uint64_t clip, std::uint64_t lookup, const Kept &)>;

    Worker(FrameSourceFactory sources, std::shared_ptr<Mailbox> owner, Made made)
        : m_sources(std::move(sources))
        , m_mailbox(Mailbox::attach(this, [this] { guardedStep(); }))
        , m_owner(std::move(owner))
        , m_made(std::move(made))
    {}

    ~Worker() override { close(); }

    /// Any thread: another clip; a blocking call for the one before returns soon.
    void setClip(const SourceSpec &clip, std::uint64_t number)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_clip = clip;
            m_wanted = number;
            m_wish.reset();
            if (m_source)
                m_source->abort();
        }
        m_mailbox->request();
    }

    /// Any thread.
    void setLookup(Lookup lookup, std::uint64_t number)
    {
        const std::lock_guard lock(m_mutex);
        m_lookup = std::move(lookup);
        m_lookupNumber = number;
    }

    /// Any thread: in place of the wish before, if that is not being worked on; nothing: there is none any more.
    void wish(std::optional<Wish> wish)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_wish = std::move(wish);
        }
        m_mailbox->request();
    }

private:
    void guardedStep()
    {
        try {
            step();
        } catch (const std::exception &exception) {
            qCWarning(pipelineLog) << "A small picture could not be made:" << exception.what();
        }
    }

    void step()
    {
        std::optional<Wish> wish;
        Lookup lookup;
        SourceSpec clip;
        std::uint64_t number = 0;
        std::uint64_t lookupNumber = 0;
        {
            const std::lock_guard lock(m_mutex);
            wish.swap(m_wish);
            lookup = m_lookup;
            clip = m_clip;
            number = m_wanted;
            lookupNumber = m_lookupNumber;
        }
        if (number != m_number) {
            close();
            m_number = number;
            m_hasFailed = false;
        }
        if (!wish)
            return;
        Kept made =
            wish->kept && !wish->kept->picked.picture.isNull() ? *std::move(wish->kept) : read(clip, wish->index);
        if (lookup && !made.picked.picture.isNull())
            made.picked.candidates = lookup(made.frame);
        m_owner->post([tell = m_made, number, lookupNumber, made] { tell(number, lookupNumber, made); });
    }

    Kept read(const SourceSpec &clip, std::int64_t index)
    {
        Kept made;
        made.picked.index = index;
        if (!open(clip) || !m_source->seek(index))
            return made;
        const auto status = m_source->read(made.frame);
        const cv::Mat image = std::exchange(made.frame.image, cv::Mat());
        if (!status || *status != FrameSource::ReadStatus::Frame || image.empty())
            return made;
        made.picked.seconds = made.frame.seconds();
        made.picked.size = {image.cols, image.rows};
        const QSize fitting = made.picked.size.scaled(FramePicker::size, Qt::KeepAspectRatio);
        made.picked.picture = renderPicture(image, QRect({}, made.picked.size), fitting.expandedTo({1, 1}));
        return made;
    }

    /// Whether the clip's source is open. One that failed is not tried again.
    bool open(const SourceSpec &clip)
    {
        if (m_source || m_hasFailed || clip.location.isEmpty())
            return m_source != nullptr;
        std::shared_ptr<FrameSource> source = m_sources(clip);
        {
            const std::lock_guard lock(m_mutex);
            if (m_number != m_wanted)
                return false;
            m_source = source;
        }
        if (source->open())
            return true;
        close();
        m_hasFailed = true;
        return false;
    }

    void close()
    {
        std::shared_ptr<FrameSource> closing; // Destroyed outside the lock: closing a source may take its time.
        const std::lock_guard lock(m_mutex);
        closing.swap(m_source);
    }

    const FrameSourceFactory m_sources;
    const std::shared_ptr<Mailbox> m_mailbox;
    const std::shared_ptr<Mailbox> m_owner;
    const Made m_made;

    // Asked for from other threads.
    std::mutex m_mutex;
    std::shared_ptr<FrameSource> m_source; ///< Written on this worker's thread alone; setClip() reads it elsewhere.
    SourceSpec m_clip;
    std::uint64_t m_wanted = 0; ///< Number of m_clip.
    std::optional<Wish> m_wish;
    Lookup m_lookup;
    std::uint64_t m_lookupNumber = 0;

    // The thread's own.
    std::uint64_t m_number = 0; ///< Of the clip that m_source is of.
    bool m_hasFailed = false;
};

class FramePicker::Private
{
public:
    Private(FramePicker *q, FrameSourceFactory sources)
        : mailbox(Mailbox::attach(q, [] {}))
        , station(
              QStringLiteral("frame picker"), std::move(sources), mailbox,
              [this, q](std::uint64_t clip, std::uint64_t lookup, const Kept &kept) { take(*q, clip, lookup, kept); })
    {
        pictures.setMaxCost(capacity);
        station.start();
    }

    void take(FramePicker &q, std::uint64_t clip, std::uint64_t lookup, Kept kept)
    {
        if (clip != number)
            return;
        const bool isWanted = wanted == kept.picked.index;
        if (lookup != lookupNumber) {
            kept.picked.candidates.reset();
            if (isWanted && canLookUp)
                station->wish(Wish{kept.picked.index, kept});
        }
        if (!kept.picked.picture.isNull())
            pictures.insert(kept.picked.index, new Kept(kept));
        if (isWanted)
            Q_EMIT q.picked(kept.picked);
    }

    std::shared_ptr<Mailbox> mailbox;
    SourceSpec clip;
    std::uint64_t number = 0; ///< Of the clip.
    bool canLookUp = false;
    std::uint64_t lookupNumber = 0;
    QCache<std::int64_t, Kept> pictures; ///< By the frames asked for.
    std::int64_t wanted = -1;
    bool isOver = false;
    Station<Worker> station;
};

FramePicker::FramePicker(FrameSourceFactory sources, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(sources)))
{}

FramePicker::~FramePicker()
{
    if (d->isOver)
        return;
    quit();
    finish(QDeadlineTimer(QDeadlineTimer::Forever));
}

void FramePicker::setClip(const SourceSpec &clip)
{
    if (d->isOver || clip == d->clip)
        return;
    d->clip = clip;
    d->wanted = -1;
    d->pictures.clear();
    d->station->setClip(clip, ++d->number);
}

void FramePicker::setLookup(Lookup lookup)
{
    if (d->isOver)
        return;
    d->canLookUp = lookup != nullptr;
    for (const std::int64_t frame : d->pictures.keys())
        d->pictures.object(frame)->picked.candidates.reset();
    d->station->setLookup(std::move(lookup), ++d->lookupNumber);
}

void FramePicker::pick(std::int64_t frame)
{
    if (d->isOver || d->clip.location.isEmpty())
        return;
    d->wanted = frame;
    const Kept *found = d->pictures.object(frame);
    if (!found) {
        d->station->wish(Wish{frame, {}});
        return;
    }
    const Kept kept = *found; // Whoever hears of it may ask for others.
    if (!kept.picked.candidates && d->canLookUp)
        d->station->wish(Wish{frame, kept});
    else
        d->station->wish(std::nullopt);
    Q_EMIT picked(kept.picked);
}

void FramePicker::forget()
{
    d->wanted = -1;
    if (!d->isOver)
        d->station->wish(std::nullopt);
}

void FramePicker::quit()
{
    d->isOver = true;
    d->mailbox->detach();
    d->station->setClip({}, ++d->number);
    d->station.quit();
}

bool FramePicker::finish(const QDeadlineTimer &deadline)
{
    return d->station.finish(deadline);
}

} // namespace sightglass
