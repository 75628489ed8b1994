// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/offlinestore.h"

#include "core/store/storekey.h"
#include "core/store/storelimit.h"

#include <utility>

namespace sightglass
{

namespace
{

constexpr std::chrono::seconds writeInterval{1};
/// The room that is taken is looked at after so many.
constexpr int writesBetweenLooks = 20;

/// What an OfflineRun's frames and model are known by.
constexpr std::uint64_t onlyGeneration = 1;
constexpr std::uint64_t onlyModel = 0;

} // namespace

OfflineStore::OfflineStore(StoreFolder folder, SourceSpec source, ModelDescriptor model)
    : m_folder(std::move(folder))
    , m_source(std::move(source))
    , m_model(std::move(model))
    , m_link(onlyGeneration, onlyModel, m_model)
{}

void OfflineStore::open(const SourceInfo &info)
{
    const auto ofSource = storeLimit() > 0 ? sourceKey(m_source) : std::nullopt;
    const auto ofModel = ofSource ? modelKey(m_model) : std::nullopt;
    if (ofModel) {
        m_store =
            std::make_shared<ClipStore>(m_folder.pathOf(storeKey(*ofSource, *ofModel)),
                                        ClipStore::About{m_source.location, m_model.name, info.frameCount.value_or(0)});
        if (const auto opened = m_store->open(); !opened) {
            note(opened.error());
            m_store.reset();
        }
    }
    m_before = m_store ? m_store->count() : 0;
    m_link.open(m_store);
}

void OfflineStore::flush()
{
    if (m_store && Clock::now() >= m_next)
        write();
}

void OfflineStore::finish()
{
    if (m_store)
        write();
}

void OfflineStore::write()
{
    m_next = Clock::now() + writeInterval;
    if (const auto written = m_store->flush(); !written) {
        note(written.error());
        return;
    }
    if (m_writes++ % writesBetweenLooks != 0)
        return;
    if (const auto full = madeRoom(m_folder); full && m_store->problem().message.isEmpty()) {
        m_store->stopKeeping(*full);
        note(*full);
    }
}

void OfflineStore::note(const Error &error)
{
    const std::lock_guard lock(m_mutex);
    m_problem = error;
}

Error OfflineStore::problem() const
{
    const std::lock_guard lock(m_mutex);
    return m_problem;
}

} // namespace sightglass
