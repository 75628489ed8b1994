// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/lanestores.h"

#include "core/store/storekey.h"

#include <utility>

namespace sightglass
{

LaneStores::LaneStores(StoreKeeper *keeper, std::shared_ptr<Mailbox> owner, Events events)
    : m_keeper(keeper)
    , m_owner(std::move(owner))
    , m_events(std::move(events))
{}

void LaneStores::setModels(std::vector<Model> models)
{
    m_places.clear();
    for (Model &model : models) {
        m_places.push_back({std::move(model), nullptr, nullptr});
        link(m_places.back());
    }
    m_events.changed();
}

void LaneStores::setModel(std::size_t place, std::uint64_t number, const ModelDescriptor &descriptor)
{
    Place &changed = m_places.at(place);
    changed.model.number = number;
    changed.model.descriptor = descriptor;
    link(changed);
    m_events.changed();
}

void LaneStores::begin(const SourceSpec &source, std::uint64_t generation)
{
    m_generation = generation;
    m_spec = source;
    m_isStorable = m_keeper && canBeStored(source);
    m_source.reset();
    for (Place &place : m_places)
        link(place);
    m_events.changed();
}

void LaneStores::setSource(const SourceInfo &info)
{
    if (!m_isStorable)
        return;
    m_source = info;
    m_source->spec = m_spec;
    for (Place &place : m_places)
        open(place);
}

void LaneStores::end()
{
    m_isStorable = false;
    m_source.reset();
    for (Place &place : m_places)
        link(place);
    m_events.changed();
}

void LaneStores::quit()
{
    for (const Place &place : m_places)
        if (place.link)
            place.link->postpone();
}

std::shared_ptr<ClipStore> LaneStores::store(std::size_t model) const
{
    return model < m_places.size() ? m_places[model].store : nullptr;
}

bool LaneStores::isAwaited(std::size_t model) const
{
    return model < m_places.size() && m_places[model].link && (m_places[model].store || !m_places[model].isAnswered);
}

/// A new one, or none where nothing can be kept.
void LaneStores::link(Place &place)
{
    if (place.link)
        place.link->postpone(); // What it has been given goes into its store all the same.
    place.link.reset();
    if (std::exchange(place.store, nullptr))
        m_keeper->release();
    place.isAsked = false;
    place.isAnswered = false;
    if (m_isStorable && place.model.number > 0)
        place.link = std::make_shared<StoreLink>(m_generation, place.model.number, place.model.descriptor);
    place.model.port->setStore(place.link);
    open(place);
}

void LaneStores::open(Place &place)
{
    if (!place.link || !m_source || place.isAsked)
        return;
    if (!m_source->indexed) {
        place.link->postpone(); // What is read early may yet turn out to have another number.
        return;
    }
    place.isAsked = true;
    const auto opened = [this, owner = m_owner, link = place.link](std::shared_ptr<ClipStore> store) {
        link->open(store);
        owner->post([this, link, store = std::move(store)]() mutable { take(link, std::move(store)); });
    };
    const auto failed = [this, owner = m_owner](const Error &error) {
        owner->post([this, error] { m_events.warned(error); });
    };
    m_keeper->open(*m_source, place.model.descriptor, opened, failed);
}

void LaneStores::take(const std::shared_ptr<StoreLink> &link, std::shared_ptr<ClipStore> store)
{
    for (Place &place : m_places) {
        if (place.link == link) {
            place.store = std::move(store);
            place.isAnswered = true;
            m_events.changed();
            return;
        }
    }
}

} // namespace sightglass
