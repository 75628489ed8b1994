// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"
#include "core/media/framesource.h"
#include "core/pipeline/storelink.h"
#include "core/store/storefolder.h"
#include "core/values/error.h"

#include <cstdint>
#include <memory>
#include <mutex>

namespace sightglass
{

/// The store of an OfflineRun, which has no StoreKeeper: its reading thread opens it and writes.
///
/// Thread: the reading one, but for link() and problem(), which any may call.
class OfflineStore
{
public:
    OfflineStore(StoreFolder folder, SourceSpec source, ModelDescriptor model);

    /// The source is open, and its first frame not read.
    void open(const SourceInfo &info);
    /// Writes what there is, if that was not done within the last second.
    void flush();
    /// Writes all there is, once the run is over.
    void finish();

    StoreLink &link() { return m_link; }
    /// Null: nothing is kept.
    const ClipStore *store() const { return m_store.get(); }
    /// Frames that were kept when it was opened.
    std::int64_t before() const { return m_before; }
    /// Why nothing more is kept; an empty message: it is, as far as it can be.
    Error problem() const;

private:
    void write();
    void note(const Error &error);

    const StoreFolder m_folder;
    const SourceSpec m_source;
    const ModelDescriptor m_model;
    StoreLink m_link;
    std::shared_ptr<ClipStore> m_store;
    std::int64_t m_before = 0;
    Clock::time_point m_next; ///< When to write.
    int m_writes = 0;

    mutable std::mutex m_mutex; ///< Guards what follows.
    Error m_problem;
};

} // namespace sightglass
