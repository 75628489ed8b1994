// SPDX-License-Identifier: Apache-2.0
#include "core/media/framesource.h"

#include "core/media/decoderchoice.h"
#include "core/media/filesource.h"
#include "core/media/gstreamersource.h"
#include "core/media/hardwaredecoder.h"
#include "core/media/imagesource.h"
#include "core/media/portalsource.h"
#include "core/media/screenarea.h"
#include "core/media/streamsource.h"

#include <utility>

namespace sightglass
{

namespace
{

std::unique_ptr<FrameSource> makeSource(const SourceSpec &spec, HardwareDecoderFactories devices)
{
    switch (spec.kind) {
    case SourceKind::Image:
    case SourceKind::ImageSequence:
        return std::make_unique<ImageSource>(spec);
    case SourceKind::Screen:
        if (isWaylandSession())
            return std::make_unique<PortalSource>(spec);
        [[fallthrough]];
    case SourceKind::Camera:
    case SourceKind::Url:
        return std::make_unique<StreamSource>(spec, std::move(devices));
    case SourceKind::GStreamer:
        return std::make_unique<GStreamerSource>(spec);
    case SourceKind::VideoFile:
        break;
    }
    return std::make_unique<FileSource>(spec, std::move(devices));
}

} // namespace

std::unique_ptr<FrameSource> makeFrameSource(const SourceSpec &spec)
{
    return makeSource(spec, {});
}

std::unique_ptr<FrameSource> makeWatchedSource(const SourceSpec &spec)
{
    return makeSource(spec,
                      decoderChoice() == DecoderChoice::Automatic ? hardwareDecoders() : HardwareDecoderFactories());
}

} // namespace sightglass
