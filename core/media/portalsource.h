// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/gstreamersource.h"
#include "core/media/screenportal.h"

#include <mutex>
#include <optional>

namespace sightglass
{

/// The screen of a Wayland session, or a window of it: the desktop asks the person which, each time that it is opened,
/// and shows that it is watched. Its pictures come from PipeWire, through GStreamer's pipewiresrc (Debian's package
/// gstreamer1.0-pipewire). When it is no longer shared, that is the end.
///
/// The question was tested with a portal that is played, the pictures with another element in pipewiresrc's place: with
/// a real desktop it is untested so far.
class PortalSource : public FrameSource
{
public:
    /// `element` takes the place of pipewiresrc in tests; %1 is its connection's descriptor, %2 the number of the node.
    explicit PortalSource(SourceSpec spec, QString element = {});

    Result<SourceInfo> open() override;
    Result<ReadStatus> read(Frame &frame) override;
    Result<void> seek(std::int64_t index) override;
    void abort() noexcept override;

private:
    const SourceSpec m_spec;
    const QString m_element;
    Interruption m_interruption;
    std::optional<ScreenPortal> m_portal;
    std::mutex m_mutex;
    std::unique_ptr<GStreamerSource> m_pictures; ///< Written by open() alone; abort() reads it elsewhere.
};

} // namespace sightglass
