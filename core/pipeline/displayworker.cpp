// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/displayworker.h"

#include "core/inference/selection.h"
#include "core/pipeline/picturerenderer.h"

#include <exception>
#include <utility>

namespace sightglass
{

DisplayWorker::DisplayWorker(std::shared_ptr<Flow> flow)
    : m_flow(std::move(flow))
    , m_mailbox(Mailbox::attach(this, [this] { guardedStep(); }))
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
        const bool first = m_warnings.add({tr("A picture could not be scaled for the view."),
                                           tr("Fit the picture to the window."), QString::fromUtf8(exception.what())});
        if (first)
            Q_EMIT warned();
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
    presentation.candidates = m_flow->mode == ViewMode::Synced ? (*lease)->candidates : m_flow->newest.get();
    render(presentation);
    if (presentation.candidates) {
        presentation.thresholds = m_flow->thresholds.get();
        presentation.detections = select(*presentation.candidates, presentation.thresholds);
    }
    m_shownGeneration = presentation.frame.id.generation;
    offer(std::move(presentation), std::move(lease));
}

void DisplayWorker::offer(Presentation presentation, std::optional<FlowQueue<DisplayItem>::Lease> lease)
{
    {
        const std::lock_guard lock(m_mutex);
        m_offer.emplace(Offer{std::move(presentation), std::move(lease)});
    }
    Q_EMIT offered();
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
