// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/modelloader.h"

#include <exception>

namespace sightglass
{

ModelLoader::ModelLoader(DetectorFactory detectors)
    : m_detectors(std::move(detectors))
    , m_mailbox(Mailbox::attach(this, [] {}))
{}

void ModelLoader::load(const ModelRequest &request, const Consent &consent, std::uint64_t serial)
{
    m_mailbox->post([this, request, consent, serial] { loadNow(request, consent, serial); });
}

void ModelLoader::loadNow(const ModelRequest &request, const Consent &consent, std::uint64_t serial)
{
    Outcome outcome{serial, request, Error{}};
    try {
        outcome.detector = loadIfAllowed(consent, outcome);
    } catch (const std::exception &exception) {
        outcome.detector = Error{tr("Loading the model %1 failed unexpectedly.").arg(request.location),
                                 tr("Try another file."), QString::fromUtf8(exception.what())};
    }
    if (m_outcomes.add(std::move(outcome)))
        Q_EMIT loaded();
}

Result<std::unique_ptr<Detector>> ModelLoader::loadIfAllowed(const Consent &consent, Outcome &outcome)
{
    if (consent.answer != Consent::Answer::NotNeeded) {
        auto program = foreignProgramAt(outcome.request.location);
        if (!program)
            return program.error();
        outcome.program = *std::move(program);
        if (outcome.program && consent.answer == Consent::Answer::AsBefore &&
            !consent.before.contains(*outcome.program))
            return std::unique_ptr<Detector>();
    }
    return m_detectors(outcome.request);
}

} // namespace sightglass
