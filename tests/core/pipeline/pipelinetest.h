// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/pipeline.h"
#include "tests/support/synthetic.h"
#include "tests/support/testcase.h"

#include <QSignalSpy>

#include <memory>
#include <vector>

namespace sightglass::test
{

/// A pipeline over a synthetic source and model, with a record of all that it has shown.
struct Bench
{
    explicit Bench(const SyntheticScript &script)
        : Bench(SyntheticSource::factory(script))
    {}
    explicit Bench(FrameSourceFactory sources)
        : pipeline(std::move(sources), SyntheticDetector::factory(model))
    {
        QObject::connect(&lane, &SourceLane::presented, &lane, [this](const Presentation &p) {
            if (!p.isNull() && (shown.empty() || shown.back().frame.id != p.frame.id))
                shown.push_back(p);
        });
    }

    /// Loads the synthetic model and waits for it.
    bool loadModel(const QString &name = QStringLiteral("synthetic"), int workers = 0)
    {
        QSignalSpy loaded(&slot, &ModelSlot::loaded);
        slot.load({.location = name, .workers = workers});
        return loaded.count() > 0 || loaded.wait(5000);
    }
    SourceState::Phase phase() const { return lane.sourceState().phase; }
    std::int64_t shownIndex() const { return lane.presentation().frame.id.index; }

    std::shared_ptr<SyntheticModel> model = std::make_shared<SyntheticModel>();
    Pipeline pipeline;
    SourceLane &lane = pipeline.lane();
    ModelSlot &slot = pipeline.model();
    std::vector<Presentation> shown;
};

/// Whether the boxes drawn on a picture are those of this very picture: the synthetic model puts the picture's number
/// into them.
inline bool boxesBelongToPicture(const Presentation &p)
{
    if (p.isNull() || !p.isSynced())
        return false;
    const auto number = frameNumberOf(p.frame.image);
    if (number != p.frame.id.index)
        return false;
    for (const Candidate &candidate : p.result().candidates->items) {
        if (candidate.box.x != static_cast<float>(number))
            return false;
    }
    return !p.result().candidates->items.empty();
}

} // namespace sightglass::test
