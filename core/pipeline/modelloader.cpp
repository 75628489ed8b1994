// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/modelloader.h"

#include <exception>
#include <utility>

namespace sightglass
{

ModelLoader::ModelLoader(DetectorFactory detectors, std::optional<PlanMemory> plans, std::shared_ptr<Mailbox> owner,
                         Events events)
    : m_detectors(std::move(detectors))
    , m_plans(std::move(plans))
    , m_mailbox(Mailbox::attach(this, [] {}))
    , m_owner(std::move(owner))
    , m_events(std::move(events))
{}

void ModelLoader::load(const ModelRequest &request, const Consent &consent, std::uint64_t number)
{
    m_wanted = number;
    m_mailbox->post([this, request, consent, number] { loadNow(request, consent, number); });
}

void ModelLoader::measure(std::uint64_t number)
{
    m_mailbox->post([this, number] { measureNow(number); });
}

void ModelLoader::giveUp()
{
    m_wanted = 0;
    m_mailbox->post([this] { m_spare.reset(); });
}

void ModelLoader::loadNow(const ModelRequest &request, const Consent &consent, std::uint64_t number)
{
    m_spare.reset();
    // Shared only as tasks have to be copyable.
    const auto outcome = std::make_shared<Outcome>(Outcome{number, request, Error{}});
    try {
        outcome->workers = loadIfAllowed(consent, *outcome);
    } catch (const std::exception &exception) {
        outcome->workers = Error{tr("Loading the model %1 failed unexpectedly.").arg(request.location),
                                 tr("Try another file."), QString::fromUtf8(exception.what())};
    }
    if (outcome->workers && outcome->workers->spare) {
        const auto &copies = outcome->workers->copies;
        m_spare = Spare{std::move(outcome->workers->spare),
                        request,
                        number,
                        {static_cast<int>(copies.size()), copies.front()->descriptor().threads}};
        outcome->isToBeMeasured = true;
    }
    m_owner->post([loaded = m_events.loaded, loader = this, outcome] { loaded(loader, std::move(*outcome)); });
}

Result<Workers> ModelLoader::loadIfAllowed(const Consent &consent, Outcome &outcome)
{
    if (consent.answer != Consent::Answer::NotNeeded) {
        auto program = foreignProgramAt(outcome.request.location);
        if (!program)
            return program.error();
        outcome.program = *std::move(program);
        if (outcome.program && consent.answer == Consent::Answer::AsBefore &&
            !consent.before.contains(*outcome.program))
            return Workers();
    }
    return loadWorkers(m_detectors, outcome.request, m_plans, Measuring::Later);
}

void ModelLoader::measureNow(std::uint64_t number)
try {
    if (!m_spare || m_spare->number != number)
        return;
    Spare spare = *std::exchange(m_spare, std::nullopt);
    auto workers = measureWorkers(std::move(spare.copy), spare.request, *m_plans, spare.inUse,
                                  [this, number] { return m_wanted != number; });
    if (!workers)
        return;
    const auto outcome = std::make_shared<Outcome>(Outcome{number, spare.request, *std::move(workers)});
    m_owner->post([measured = m_events.measured, outcome] { measured(std::move(*outcome)); });
} catch (const std::exception &) {
    // What is in use is right as well.
}

} // namespace sightglass
