// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/framesource.h"
#include "core/media/interruption.h"
#include "core/media/steadytime.h"

#include <gst/gst.h>

#include <memory>

namespace sightglass
{

/// Unreferences GStreamer's objects.
struct GstDeleter
{
    void operator()(GstElement *element) const { gst_object_unref(element); }
    void operator()(GstSample *sample) const { gst_sample_unref(sample); }
    void operator()(GstMessage *message) const { gst_message_unref(message); }
};

/// A pipeline description, as for gst-launch-1.0.
///
/// Unless it names an appsink itself, a conversion to BGR with square pixels and an appsink are appended. Live
/// pipelines (those that do not preroll) drop old pictures when nobody reads; others wait, so that none is lost. Not
/// seekable. The end of a live stream that comes from another machine is its loss, an Error. A pipeline that nobody
/// typed may hold only what pipelinerules.h lets through. Pictures whose size changes are scaled to the first one's.
class GStreamerSource : public FrameSource
{
public:
    explicit GStreamerSource(SourceSpec spec);
    ~GStreamerSource() override;

    Result<SourceInfo> open() override;
    Result<ReadStatus> read(Frame &frame) override;
    Result<void> seek(std::int64_t index) override;
    void abort() noexcept override;

private:
    Result<SourceInfo> openPipeline();
    Result<void> build();
    Result<void> start();
    Result<ReadStatus> pull(std::chrono::milliseconds patience);
    Result<ReadStatus> readPicture(Frame &frame);
    std::optional<Error> busError();
    bool isFromNetwork() const;
    void close();

    SourceSpec m_spec;
    Interruption m_interruption;
    std::unique_ptr<GstElement, GstDeleter> m_pipeline;
    std::unique_ptr<GstElement, GstDeleter> m_sink;
    std::unique_ptr<GstSample, GstDeleter> m_sample; ///< Pulled and not yet delivered.
    bool m_live = true;
    QSize m_size;
    SteadyTime m_time;
    std::int64_t m_usualDuration = 0;
    std::int64_t m_next = 0;
};

} // namespace sightglass
