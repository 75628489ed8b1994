// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/storekeeper.h"

#include "core/store/storekey.h"
#include "core/store/storelimit.h"

#include <utility>

namespace sightglass
{

namespace
{

/// What a program that is killed loses of what its models saw.
constexpr std::chrono::seconds writeInterval{1};
/// The room that is taken is looked at after so many.
constexpr int writesBetweenLooks = 20;

} // namespace

StoreKeeper::StoreKeeper(StoreFolder folder)
    : m_folder(std::move(folder))
    , m_mailbox(Mailbox::attach(this, [] {}))
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(writeInterval);
    connect(&m_timer, &QTimer::timeout, this, [this] { write(); });
}

StoreKeeper::~StoreKeeper()
{
    for (const auto &[path, held] : m_held) {
        held.store->setWaker({});
        (void)held.store->flush();
    }
}

void StoreKeeper::open(const SourceInfo &source, const ModelDescriptor &model, Opened opened, Failed failed)
{
    m_mailbox->post([this, source, model, opened = std::move(opened), failed = std::move(failed)] {
        openNow(source, model, opened, failed);
    });
}

void StoreKeeper::release()
{
    m_mailbox->post([this] {
        if (!m_timer.isActive())
            m_timer.start();
    });
}

void StoreKeeper::openNow(const SourceInfo &source, const ModelDescriptor &model, const Opened &opened,
                          const Failed &failed)
{
    const auto ofSource = storeLimit() > 0 ? sourceKey(source.spec) : std::nullopt;
    const auto ofModel = ofSource ? modelKey(model) : std::nullopt;
    if (!ofModel) {
        opened(nullptr);
        return;
    }
    const QString path = m_folder.pathOf(storeKey(*ofSource, *ofModel));
    Held &held = m_held[path];
    const bool isNew = !held.store || !held.store->problem().message.isEmpty();
    if (isNew) {
        held.store = std::make_shared<ClipStore>(
            path, ClipStore::About{source.spec.location, model.name, source.frameCount.value_or(0)});
        if (const auto result = held.store->open(); !result) {
            m_held.erase(path);
            opened(nullptr);
            failed(result.error());
            return;
        }
        held.store->setWaker([mailbox = m_mailbox, this] {
            mailbox->post([this] {
                if (!m_timer.isActive())
                    m_timer.start();
            });
        });
    }
    held.failed.push_back(failed);
    opened(held.store);
    keepWithinLimit();
    if (held.store->hasUnwritten())
        m_timer.start();
}

void StoreKeeper::write()
{
    bool moreToCome = false;
    for (auto it = m_held.begin(); it != m_held.end();) {
        Held &held = it->second;
        if (const auto written = held.store->flush(); !written)
            tell(held, written.error());
        if (held.store.use_count() == 1 && !held.store->hasUnwritten()) {
            held.store->setWaker({});
            it = m_held.erase(it);
            continue;
        }
        moreToCome = moreToCome || held.store->hasUnwritten();
        ++it;
    }
    if (--m_writesUntilLook <= 0) {
        m_writesUntilLook = writesBetweenLooks;
        keepWithinLimit();
    }
    if (moreToCome)
        m_timer.start();
}

/// Others make room first; one that is too large by itself is no longer added to.
void StoreKeeper::keepWithinLimit()
{
    const auto full = madeRoom(m_folder);
    if (!full)
        return;
    for (auto &[path, held] : m_held) {
        if (!held.store->problem().message.isEmpty())
            continue;
        held.store->stopKeeping(*full);
        tell(held, *full);
    }
}

void StoreKeeper::tell(Held &held, const Error &error)
{
    for (const Failed &failed : std::exchange(held.failed, {}))
        failed(error);
}

} // namespace sightglass
