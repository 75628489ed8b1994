// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/detector.h"
#include "core/pipeline/consent.h"
#include "core/pipeline/mailbox.h"

#include <QObject>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace sightglass
{

/// Loads and warms up models on the loader thread, one after another.
///
/// Whether a file needs consent is found out here, by its content, as that may take long to read.
///
/// Thread: made and connected by Pipeline, then moved to its thread.
class ModelLoader : public QObject
{
    Q_OBJECT

public:
    struct Outcome
    {
        std::uint64_t serial;
        ModelRequest request;
        /// Nothing loaded and no error: the person has to be asked about `program`.
        Result<std::unique_ptr<Detector>> detector;
        std::optional<ForeignProgram> program = std::nullopt; ///< What consent was needed for, had or not.
    };

    explicit ModelLoader(DetectorFactory detectors);

    /// Any thread: starts when the one before is done.
    void load(const ModelRequest &request, const Consent &consent, std::uint64_t serial);

    /// The owner's thread, on loaded().
    std::vector<Outcome> takeOutcomes() { return m_outcomes.take(); }

Q_SIGNALS:
    /// takeOutcomes() has something.
    void loaded();

private:
    void loadNow(const ModelRequest &request, const Consent &consent, std::uint64_t serial);
    Result<std::unique_ptr<Detector>> loadIfAllowed(const Consent &consent, Outcome &outcome);

    const DetectorFactory m_detectors;
    const std::shared_ptr<Mailbox> m_mailbox;
    Notices<Outcome> m_outcomes;
};

} // namespace sightglass
