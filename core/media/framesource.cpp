// SPDX-License-Identifier: Apache-2.0
#include "core/media/framesource.h"

#include "core/media/filesource.h"
#include "core/media/gstreamersource.h"
#include "core/media/imagesource.h"
#include "core/media/streamsource.h"

namespace sightglass
{

std::unique_ptr<FrameSource> makeFrameSource(const SourceSpec &spec)
{
    switch (spec.kind) {
    case SourceKind::Image:
    case SourceKind::ImageSequence:
        return std::make_unique<ImageSource>(spec);
    case SourceKind::Camera:
    case SourceKind::Screen:
    case SourceKind::Url:
        return std::make_unique<StreamSource>(spec);
    case SourceKind::GStreamer:
        return std::make_unique<GStreamerSource>(spec);
    case SourceKind::VideoFile:
        break;
    }
    return std::make_unique<FileSource>(spec);
}

} // namespace sightglass
