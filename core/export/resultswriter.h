// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/framesource.h"
#include "core/values/candidates.h"
#include "core/values/result.h"

namespace sightglass
{

/// Where results go, frame by frame: a file, or files in a folder. One thread, the owner's.
class ResultsWriter
{
public:
    virtual ~ResultsWriter() = default;
    ResultsWriter(const ResultsWriter &) = delete;
    ResultsWriter &operator=(const ResultsWriter &) = delete;

    virtual Result<void> open() { return {}; }
    /// Where the frames come from; before the first one.
    virtual void setSource(const SourceInfo &source) = 0;
    /// The next frame, and what was found on it, best score first. The candidates tell names.
    virtual Result<void> write(const Frame &frame, const Candidates &candidates, const Detections &detections) = 0;
    /// Makes all whole. Without this, what was written is of no use.
    virtual Result<void> finish() { return {}; }

protected:
    ResultsWriter() = default;
};

} // namespace sightglass
