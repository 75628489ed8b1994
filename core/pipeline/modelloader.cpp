// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/modelloader.h"

#include "core/pipeline/loadworkers.h"

#include <exception>

namespace sightglass
{

ModelLoader::ModelLoader(DetectorFactory detectors, std::shared_ptr<Mailbox> owner, Done done)
    : m_detectors(std::move(detectors))
    , m_mailbox(Mailbox::attach(this, [] {}))
    , m_owner(std::move(owner))
    , m_done(std::move(done))
{}

void ModelLoader::load(const ModelRequest &request, const Consent &consent, std::uint64_t number)
{
    m_mailbox->post([this, request, consent, number] { loadNow(request, consent, number); });
}

void ModelLoader::loadNow(const ModelRequest &request, const Consent &consent, std::uint64_t number)
{
    // Shared only as tasks have to be copyable.
    const auto outcome = std::make_shared<Outcome>(Outcome{number, request, Error{}, {}});
    try {
        outcome->workers = loadIfAllowed(consent, *outcome);
    } catch (const std::exception &exception) {
        outcome->workers = Error{tr("Loading the model %1 failed unexpectedly.").arg(request.location),
                                 tr("Try another file."), QString::fromUtf8(exception.what())};
    }
    m_owner->post([done = m_done, loader = this, outcome] { done(loader, std::move(*outcome)); });
}

Result<std::vector<std::unique_ptr<Detector>>> ModelLoader::loadIfAllowed(const Consent &consent, Outcome &outcome)
{
    if (consent.answer != Consent::Answer::NotNeeded) {
        auto program = foreignProgramAt(outcome.request.location);
        if (!program)
            return program.error();
        outcome.program = *std::move(program);
        if (outcome.program && consent.answer == Consent::Answer::AsBefore &&
            !consent.before.contains(*outcome.program))
            return std::vector<std::unique_ptr<Detector>>();
    }
    return loadWorkers(m_detectors, outcome.request);
}

} // namespace sightglass
