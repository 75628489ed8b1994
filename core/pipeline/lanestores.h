// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"
#include "core/media/framesource.h"
#include "core/pipeline/laneport.h"
#include "core/pipeline/mailbox.h"
#include "core/pipeline/storekeeper.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace sightglass
{

/// The stores of one source's frames, one for each model that a lane feeds: puts a link to each into the models' ports
/// before their frames come, and has it opened once all of the source is known. Of the lane's thread.
class LaneStores
{
public:
    struct Model
    {
        std::shared_ptr<LanePort> port;
        std::uint64_t number = 0; ///< Of its loading; 0: none is loaded.
        ModelDescriptor descriptor;
    };
    /// Run on the lane's thread.
    struct Events
    {
        std::function<void()> changed; ///< store() may be another.
        std::function<void(const Error &)> warned;
    };

    /// Without a keeper, which has to outlive this, nothing is kept.
    LaneStores(StoreKeeper *keeper, std::shared_ptr<Mailbox> owner, Events events);

    /// Those that the frames go through from now on.
    void setModels(std::vector<Model> models);
    void setModel(std::size_t place, std::uint64_t number, const ModelDescriptor &descriptor);
    /// A source is being opened, whose frames are of this generation or later.
    void begin(const SourceSpec &source, std::uint64_t generation);
    /// What is known of it; again when it is more.
    void setSource(const SourceInfo &info);
    /// There is no source.
    void end();
    /// The end is near: nobody waits for a store any more.
    void quit();

    /// Null: there is none (yet).
    std::shared_ptr<ClipStore> store(std::size_t model) const;
    /// Whether the source is one whose results can be kept, in a store that is there or will be.
    bool isAwaited(std::size_t model) const;

private:
    struct Place
    {
        Model model;
        std::shared_ptr<StoreLink> link;
        std::shared_ptr<ClipStore> store;
        bool isAsked = false;
        bool isAnswered = false;
    };

    void link(Place &place);
    void open(Place &place);
    void take(const std::shared_ptr<StoreLink> &link, std::shared_ptr<ClipStore> store);

    StoreKeeper *const m_keeper;
    const std::shared_ptr<Mailbox> m_owner;
    const Events m_events;
    std::vector<Place> m_places;
    std::uint64_t m_generation = 0;
    SourceSpec m_spec; ///< Of the source that is open or being opened.
    bool m_isStorable = false;
    std::optional<SourceInfo> m_source;
};

} // namespace sightglass
