// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/timeline.h"

#include "core/pipeline/station.h"
#include "core/pipeline/timelineworker.h"

#include <utility>

namespace sightglass
{

class Timeline::Private
{
public:
    explicit Private(Timeline *timeline)
        : mailbox(Mailbox::attach(timeline, [this, timeline] { takeAnswer(timeline); }))
        , worker(QStringLiteral("timeline"), mailbox)
    {
        worker.start();
    }

    void wish() { worker->wish(wishes); }
    void takeAnswer(Timeline *timeline);
    void forgetPicture(Timeline *timeline);

    const std::shared_ptr<Mailbox> mailbox;
    Station<TimelineWorker> worker;
    TimelineWishes wishes;
    std::uint64_t number = 0; ///< Of the newest wish of any kind.
    bool isStopped = false;
};

Timeline::Timeline(QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this))
{}

Timeline::~Timeline()
{
    if (d->isStopped)
        return;
    quit();
    finish(QDeadlineTimer(QDeadlineTimer::Forever));
}

void Timeline::setStore(std::shared_ptr<ClipStore> store, std::int64_t frameCount)
{
    const bool isSame = store == d->wishes.store;
    if (d->isStopped || (isSame && frameCount == d->wishes.frameCount))
        return;
    d->wishes.store = std::move(store);
    d->wishes.frameCount = frameCount;
    (isSame ? d->wishes.viewNumber : d->wishes.storeNumber) = ++d->number;
    d->wish();
    if (!isSame)
        d->forgetPicture(this);
}

void Timeline::setThresholds(const Thresholds &thresholds)
{
    if (d->isStopped || thresholds == d->wishes.thresholds)
        return;
    d->wishes.thresholds = thresholds;
    d->wish();
}

void Timeline::setView(const ClipView &view)
{
    if (d->isStopped || view == d->wishes.view)
        return;
    d->wishes.view = view;
    d->wishes.viewNumber = ++d->number;
    d->wish();
    if (!d->wishes.hasView())
        d->forgetPicture(this);
}

void Timeline::setQuery(const ClipQuery &query)
{
    if (d->isStopped)
        return;
    d->wishes.query = query;
    d->wishes.queryNumber = ++d->number;
    d->wish();
}

void Timeline::findEvent(const EventWish &wish, std::int64_t from, bool forward)
{
    if (d->isStopped)
        return;
    d->wishes.find = TimelineWishes::Find{wish, from, forward, ++d->number};
    d->wish();
}

void Timeline::listEvents(const std::optional<EventWish> &wish, int most)
{
    if (d->isStopped)
        return;
    d->wishes.list = wish ? std::optional(TimelineWishes::List{*wish, most, ++d->number}) : std::nullopt;
    d->wish();
}

void Timeline::quit()
{
    d->isStopped = true;
    d->mailbox->detach();
    d->worker->abort();
    d->worker.quit();
}

bool Timeline::finish(const QDeadlineTimer &deadline)
{
    return d->worker.finish(deadline);
}

/// What was asked of another store, or is not asked any more, is not told.
void Timeline::Private::takeAnswer(Timeline *timeline)
{
    auto answer = worker->take();
    if (isStopped || !answer || answer->storeNumber != wishes.storeNumber)
        return;
    if (answer->problem)
        Q_EMIT timeline->warned(*answer->problem);
    if (answer->picture && wishes.hasView()) {
        timeline->m_picture = std::move(*answer->picture);
        Q_EMIT timeline->changed();
    }
    if (answer->found && wishes.find && wishes.find->number == answer->found->find.number) {
        wishes.find.reset();
        wish();
        Q_EMIT timeline->eventFound(answer->found->find.wish, answer->found->find.forward, answer->found->frame);
    }
    if (answer->listed && wishes.list && wishes.list->number == answer->listed->list.number)
        Q_EMIT timeline->eventsListed(answer->listed->list.wish, answer->listed->spans);
}

void Timeline::Private::forgetPicture(Timeline *timeline)
{
    timeline->m_picture = {};
    timeline->m_picture.frameCount = wishes.frameCount;
    Q_EMIT timeline->changed();
}

} // namespace sightglass
