// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/displayworker.h"

#include "core/pipeline/picturerenderer.h"

#include <exception>
#include <utility>

namespace sightglass
{

DisplayWorker::DisplayWorker(std::shared_ptr<Flow> flow, std::shared_ptr<Mailbox> owner,
                             std::function<void(const Error &)> warned)
    : m_flow(std::move(flow))
    , m_mailbox(Mailbox::attach(this, [this] { guardedStep(); }))
    , m_owner(std::move(owner))
    , m_warned(std::move(warned))
{}

std::optional<DisplayWorker::Offer> DisplayWorker::take()
{
    std::optional<Offer> taken;
    {
        const std::lock_guard lock(m_mutex);
        taken.swap(m_offer);
    }
    wake();
    return taken;
}

void DisplayWorker::renderAgain(const Frame &frame)
{
    {
        const std::lock_guard lock(m_mutex);
        m_again = frame;
    }
    wake();
}

/// The worker's edge: no exception passes.
void DisplayWorker::guardedStep()
{
    try {
        step();
    } catch (const std::exception &exception) {
        const Error error{tr("A picture could not be scaled for the view."), tr("Fit the picture to the window."),
                          QString::fromUtf8(exception.what())};
        m_owner->post([warned = m_warned, error] { warned(error); });
        m_mailbox->request();
    }
}

void DisplayWorker::step()
{
    if (m_flow->stopping)
        return;
    std::optional<Frame> again;
    {
        const std::lock_guard lock(m_mutex);
        if (m_offer)
            return; // take() asks for the next step.
        again.swap(m_again);
    }
    if (again) {
        Presentation presentation;
        presentation.frame = *again;
        render(presentation);
        offer(std::move(presentation), std::nullopt);
        return;
    }

    if (m_flow->paused && m_shownGeneration == m_flow->generation)
        return;
    auto lease = m_flow->toDisplay->take();
    if (!lease)
        return;
    if (!m_flow->isCurrent((*lease)->frame)) {
        lease->discard();
        m_mailbox->request();
        return;
    }
    Presentation presentation;
    presentation.frame = (*lease)->frame;
    render(presentation);
    presentation.results = resultsFor(**lease);
    m_shownGeneration = presentation.frame.id.generation;
    offer(std::move(presentation), std::move(lease));
}

/// Its own in Synced; in Smooth the newest there are, of this generation.
std::vector<ModelResult> DisplayWorker::resultsFor(const InferredFrame &shown) const
{
    const bool synced = m_flow->mode == ViewMode::Synced;
    const auto models = m_flow->models();
    std::vector<ModelResult> results;
    for (std::size_t i = 0; i < models.size(); ++i) {
        CandidatesPtr candidates = !synced                    ? models[i]->newest.get()
                                   : i < shown.results.size() ? shown.results[i]
                                                              : nullptr;
        if (candidates && candidates->frame.generation != shown.frame.id.generation)
            candidates.reset();
        results.push_back(ModelResult::of(std::move(candidates), models[i]->thresholds.get()));
    }
    return results;
}

void DisplayWorker::offer(Presentation presentation, std::optional<FrameQueue::Lease> lease)
{
    {
        const std::lock_guard lock(m_mutex);
        m_offer.emplace(Offer{std::move(presentation), std::move(lease)});
    }
    m_owner->request();
}

void DisplayWorker::render(Presentation &presentation)
{
    const auto begin = Clock::now();
    const cv::Mat &picture = presentation.frame.image;
    const Viewport viewport = m_flow->viewport.get();
    presentation.region = visibleRegion(viewport, {picture.cols, picture.rows});
    presentation.image =
        renderPicture(picture, presentation.region, presentation.region == viewport.source ? viewport.pixels : QSize());
    const auto now = Clock::now();
    m_flow->display.add(now - begin, now);
}

} // namespace sightglass
