// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtGlobal>

#include <atomic>

namespace sightglass
{

/// How much room what is kept of models' results may take on disk, all clips together. One limit for the process, set
/// by hand.

/// In bytes.
inline constexpr qint64 defaultStoreLimit = qint64(2) << 30;

namespace storelimitdetail
{

inline std::atomic<qint64> limit{defaultStoreLimit};

} // namespace storelimitdetail

/// Any thread. 0: nothing is kept, and what was kept is not looked for.
inline qint64 storeLimit()
{
    return storelimitdetail::limit;
}

/// Any thread; for what is opened or written from then on.
inline void setStoreLimit(qint64 bytes)
{
    storelimitdetail::limit = bytes;
}

} // namespace sightglass
