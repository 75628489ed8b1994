// SPDX-License-Identifier: Apache-2.0
#include "core/media/portalsource.h"

#include "core/media/libaverror.h"
#include "core/media/mediatext.h"
#include "core/media/screenarea.h"

#include <utility>

namespace sightglass
{

namespace
{

/// Why pipewiresrc cannot be used; nothing: it can.
std::optional<Error> elementProblem()
{
    if (gst_init_check(nullptr, nullptr, nullptr)) {
        if (GstElementFactory *factory = gst_element_factory_find("pipewiresrc")) {
            gst_object_unref(factory);
            return {};
        }
    }
    return Error{
        Media::tr("Watching the screen of a Wayland session takes GStreamer's element pipewiresrc, which is not "
                  "there."),
        Media::tr("Install the package gstreamer1.0-pipewire."),
        {}};
}

} // namespace

PortalSource::PortalSource(SourceSpec spec, QString element)
    : m_spec(std::move(spec))
    , m_element(std::move(element))
{}

void PortalSource::abort() noexcept
{
    m_interruption.abort();
    const std::lock_guard lock(m_mutex);
    if (m_pictures)
        m_pictures->abort();
}

Result<SourceInfo> PortalSource::open()
{
    const auto area = ScreenArea::parse(m_spec.location);
    if (!area)
        return area.error();
    if (*area != ScreenArea())
        return Error{Media::tr("Which part of a Wayland session's screen is watched, the desktop asks."),
                     Media::tr("Open it as \"screen\", and choose there."),
                     {}};
    if (auto problem = m_element.isEmpty() ? elementProblem() : std::nullopt)
        return *std::move(problem);
    m_portal.emplace(m_interruption);
    const auto stream = m_portal->ask();
    if (m_interruption.isAborted())
        return abortedError(m_spec);
    if (!stream)
        return stream.error();
    const QString element =
        m_element.isEmpty() ? QStringLiteral("pipewiresrc fd=%1 path=%2 do-timestamp=true") : m_element;
    SourceSpec pipeline{SourceKind::GStreamer,
                        element.arg(QString::number(stream->remote), QString::number(stream->node))};
    pipeline.typed = true;
    auto pictures = std::make_unique<GStreamerSource>(pipeline);
    {
        const std::lock_guard lock(m_mutex);
        m_pictures = std::move(pictures);
    }
    auto info = m_pictures->open();
    if (!info)
        return m_interruption.isAborted() ? abortedError(m_spec) : info.error();
    info->spec = m_spec;
    info->name = m_spec.displayName();
    info->format = QStringLiteral("PipeWire");
    info->live = true;
    return info;
}

Result<FrameSource::ReadStatus> PortalSource::read(Frame &frame)
{
    if (!m_pictures)
        return Error{Media::tr("The screen is not open."), {}, {}};
    auto status = m_pictures->read(frame);
    // Opening it again would ask the person again, who has just ended it.
    if (!status && !m_interruption.isAborted())
        return ReadStatus::End;
    return status;
}

Result<void> PortalSource::seek(std::int64_t)
{
    return Error{Media::tr("A screen cannot be sought."), {}, {}};
}

} // namespace sightglass
