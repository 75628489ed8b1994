// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/modelslot.h"

#include <algorithm>
#include <utility>

namespace sightglass
{

namespace
{

/// Edits of a model load it anew, one after another; most loads are over in this time.
constexpr std::chrono::seconds patienceWithLoader{2};

} // namespace

ModelSlot::ModelSlot(DetectorFactory detectors, std::optional<PlanMemory> plans, QObject *parent)
    : QObject(parent)
    , m_detectors(std::move(detectors))
    , m_plans(std::move(plans))
    , m_mailbox(Mailbox::attach(this, [] {}))
{
    addLoader();
    m_patience.setSingleShot(true);
    m_patience.setInterval(patienceWithLoader);
    connect(&m_patience, &QTimer::timeout, this, &ModelSlot::passStuckLoader);
}

ModelSlot::~ModelSlot()
{
    if (m_stopped)
        return;
    quit();
    finish(QDeadlineTimer(QDeadlineTimer::Forever));
}

void ModelSlot::load(const ModelRequest &request, const Consent &consent)
{
    if (m_stopped)
        return;
    ++m_number;
    m_next = {request, consent};
    Q_EMIT loading(request);
    if (!m_isLoaderBusy)
        start();
    else if (!m_patience.isActive())
        m_patience.start();
}

void ModelSlot::unload()
{
    if (m_stopped)
        return;
    m_next.reset();
    ++m_number;
    m_loaders.back()->get()->giveUp();
    use({m_number, {}, Workers()});
}

void ModelSlot::cancelLoading()
{
    if (m_stopped || !isLoading())
        return;
    m_next.reset();
    ++m_number;
    Q_EMIT loadingCancelled();
}

bool ModelSlot::isLoading() const
{
    return m_next || (m_isLoaderBusy && m_loadingNumber == m_number);
}

void ModelSlot::start()
{
    const Wish wish = *std::exchange(m_next, std::nullopt);
    m_isLoaderBusy = true;
    m_loadingNumber = m_number;
    ModelLoader *const loader = m_loaders.back()->get();
    loader->load(wish.request, wish.consent, m_loadingNumber);
}

void ModelSlot::addLoader()
{
    m_loaders.push_back(std::make_unique<Station<ModelLoader>>(
        QStringLiteral("loader"), m_detectors, m_plans, m_mailbox,
        ModelLoader::Events{
            [this](const ModelLoader *loader, ModelLoader::Outcome outcome) { take(loader, std::move(outcome)); },
            [this](ModelLoader::Outcome outcome) { takeMeasured(std::move(outcome)); }}));
    m_loaders.back()->start();
}

void ModelSlot::passStuckLoader()
{
    if (m_stopped || !m_next || !m_isLoaderBusy || m_loadingNumber == m_number)
        return;
    addLoader();
    start();
}

void ModelSlot::take(const ModelLoader *loader, ModelLoader::Outcome outcome)
{
    if (loader != m_loaders.back()->get()) {
        // One that was passed: it has nothing else to do, and is about to end.
        std::erase_if(m_loaders, [loader](const auto &station) {
            if (station->get() != loader)
                return false;
            station->quit();
            return station->finish(QDeadlineTimer(QDeadlineTimer::Forever));
        });
        return;
    }
    m_isLoaderBusy = false;
    const bool isWanted = outcome.number == m_number;
    if (m_next)
        start();
    if (!isWanted)
        return;
    if (!outcome.workers) {
        Q_EMIT failed(outcome.request, outcome.workers.error());
        return;
    }
    if (outcome.workers->copies.empty()) {
        Q_EMIT consentNeeded(outcome.request, outcome.program.value());
        return;
    }
    if (outcome.program)
        Q_EMIT consentUsed(*outcome.program);
    m_toBeMeasured = outcome.isToBeMeasured ? outcome.number : 0;
    use(std::move(outcome));
}

void ModelSlot::resultIsSeen(std::uint64_t number)
{
    if (m_stopped || number == 0 || number != m_toBeMeasured)
        return;
    m_toBeMeasured = 0;
    m_loaders.back()->get()->measure(number);
}

void ModelSlot::takeMeasured(ModelLoader::Outcome outcome)
{
    if (outcome.number != m_number)
        return;
    if (!outcome.workers->copies.empty()) {
        use(std::move(outcome));
        return;
    }
    m_descriptor.workersReason = outcome.workers->reason;
    Q_EMIT measured(m_descriptor);
}

void ModelSlot::use(ModelLoader::Outcome outcome)
{
    Workers workers = std::move(outcome.workers).value();
    ModelDescriptor descriptor = workers.copies.empty() ? ModelDescriptor() : workers.copies.front()->descriptor();
    descriptor.workers = std::max(1, static_cast<int>(workers.copies.size()));
    descriptor.workersReason = workers.reason;
    m_engine.setModel({std::move(workers.copies), outcome.number},
                      [this, mailbox = m_mailbox, number = outcome.number, request = outcome.request, descriptor] {
                          mailbox->post([=, this] { adopt(number, request, descriptor); });
                      });
}

void ModelSlot::adopt(std::uint64_t number, const ModelRequest &request, const ModelDescriptor &descriptor)
{
    m_usedNumber = number;
    m_request = request;
    m_descriptor = descriptor;
    if (m_descriptor.location.isEmpty())
        Q_EMIT unloaded();
    else
        Q_EMIT loaded(m_descriptor);
}

void ModelSlot::quit()
{
    m_stopped = true;
    m_mailbox->detach();
    for (const auto &loader : m_loaders) {
        loader->get()->giveUp();
        loader->quit();
    }
}

bool ModelSlot::finish(const QDeadlineTimer &deadline)
{
    bool ended = m_engine.stop(deadline);
    for (const auto &loader : m_loaders)
        ended = loader->finish(deadline) && ended;
    return ended;
}

} // namespace sightglass
