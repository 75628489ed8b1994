// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/detector.h"
#include "core/pipeline/flow.h"
#include "core/pipeline/mailbox.h"
#include "core/values/error.h"

#include <QObject>

#include <memory>
#include <mutex>
#include <optional>
#include <variant>
#include <vector>

namespace sightglass
{

/// Owns the model in use, on the inference thread: takes a frame, runs the model, hands frame and candidates on.
///
/// Without a model, pictures pass through without boxes. When a run fails, the picture is shown without boxes and the
/// failure told. Under EveryFrame it takes no frame before the display has room for it.
///
/// Thread: made and connected by Pipeline, then moved to its thread. The functions marked so may be called from any.
class InferenceWorker : public QObject
{
    Q_OBJECT

public:
    /// The model with this serial is in use from now on; the one before it is gone.
    struct Adopted
    {
        std::uint64_t serial;
    };
    /// Flow::newest has changed.
    struct FinishedFrame
    {};
    using Notice = std::variant<Adopted, FinishedFrame, Error>; ///< An Error is a warning.

    explicit InferenceWorker(std::shared_ptr<Flow> flow);

    std::shared_ptr<Mailbox> mailbox() const { return m_mailbox; }
    /// The owner's thread, on noticed().
    std::vector<Notice> takeNotices() { return m_notices.take(); }

    /// Any thread: puts a loaded model in place of the one in use (null: none), from the next frame on. `serial` is
    /// what Candidates::model will say.
    void setDetector(std::unique_ptr<Detector> detector, std::uint64_t serial);

Q_SIGNALS:
    /// takeNotices() has something.
    void noticed();

private:
    struct Arrival
    {
        std::unique_ptr<Detector> detector;
        std::uint64_t serial;
    };

    void step();
    void adoptArrival();
    void process(FlowQueue<Frame>::Lease lease);
    CandidatesPtr infer(const Frame &frame);
    void notify(Notice notice);

    const std::shared_ptr<Flow> m_flow;
    const std::shared_ptr<Mailbox> m_mailbox;
    Notices<Notice> m_notices;

    std::mutex m_mutex;
    std::optional<Arrival> m_arrival;

    std::unique_ptr<Detector> m_detector;
    std::uint64_t m_serial = 0;
};

} // namespace sightglass
