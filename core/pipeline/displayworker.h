// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/flow.h"
#include "core/pipeline/mailbox.h"
#include "core/values/error.h"

#include <QObject>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace sightglass
{

/// Makes pictures ready to paint, on the display thread: takes a frame, scales and converts the visible part, selects
/// the detections, and offers the result, one at a time.
///
/// It goes on when the offer has been taken: its owner's mailbox is asked for a step when there is one. While paused,
/// it lets one picture of each generation pass: the one after an open or a seek.
///
/// Thread: made and connected by SourceLane, then moved to its thread. The functions marked so may be called from any.
class DisplayWorker : public QObject
{
    Q_OBJECT

public:
    /// A picture in the hands of the taker; the credit goes back when the lease ends.
    struct Offer
    {
        Presentation presentation;
        std::optional<FrameQueue::Lease> lease; ///< None: the same frame again, for another viewport.
    };

    /// `warned` runs on the owner's thread, with what could not be shown.
    DisplayWorker(std::shared_ptr<Flow> flow, std::shared_ptr<Mailbox> owner,
                  std::function<void(const Error &)> warned);

    std::shared_ptr<Mailbox> mailbox() const { return m_mailbox; }

    /// Any thread: what is on offer, if anything; the worker goes on.
    std::optional<Offer> take();
    /// Any thread: converts this frame once more, for the viewport as it is now; the newest request wins.
    void renderAgain(const Frame &frame);
    /// Any thread: Flow::paused has changed.
    void wake() { m_mailbox->request(); }

private:
    void guardedStep();
    void step();
    void offer(Presentation presentation, std::optional<FrameQueue::Lease> lease);
    void render(Presentation &presentation);
    std::vector<ModelResult> resultsFor(const InferredFrame &shown) const;

    const std::shared_ptr<Flow> m_flow;
    const std::shared_ptr<Mailbox> m_mailbox;
    const std::shared_ptr<Mailbox> m_owner;
    const std::function<void(const Error &)> m_warned;

    std::mutex m_mutex;
    std::optional<Offer> m_offer;
    std::optional<Frame> m_again;

    std::optional<std::uint64_t> m_shownGeneration;
};

} // namespace sightglass
