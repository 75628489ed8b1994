// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/detector.h"
#include "core/pipeline/consent.h"
#include "core/pipeline/mailbox.h"

#include <QObject>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace sightglass
{

/// Loads and warms up models on the loader thread, one after another, with as many copies as are wanted.
///
/// Whether a file needs consent is found out here, by its content, as that may take long to read.
///
/// Thread: made and connected by ModelSlot, then moved to its thread.
class ModelLoader : public QObject
{
    Q_OBJECT

public:
    struct Outcome
    {
        std::uint64_t number;
        ModelRequest request;
        /// None and no error: the person has to be asked about `program`.
        Result<std::vector<std::unique_ptr<Detector>>> workers;
        std::optional<ForeignProgram> program; ///< What consent was needed for, had or not.
    };
    /// Runs on the owner's thread.
    using Done = std::function<void(const ModelLoader *loader, Outcome outcome)>;

    ModelLoader(DetectorFactory detectors, std::shared_ptr<Mailbox> owner, Done done);

    /// Any thread: starts when the one before is done.
    void load(const ModelRequest &request, const Consent &consent, std::uint64_t number);

private:
    void loadNow(const ModelRequest &request, const Consent &consent, std::uint64_t number);
    Result<std::vector<std::unique_ptr<Detector>>> loadIfAllowed(const Consent &consent, Outcome &outcome);

    const DetectorFactory m_detectors;
    const std::shared_ptr<Mailbox> m_mailbox;
    const std::shared_ptr<Mailbox> m_owner;
    const Done m_done;
};

} // namespace sightglass
