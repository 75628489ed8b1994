// SPDX-License-Identifier: Apache-2.0
#include "core/media/gstreamersource.h"

#include "core/media/gstreamerpicture.h"
#include "core/media/guarded.h"
#include "core/media/libaverror.h"
#include "core/media/pipelinerules.h"

#include <QRegularExpression>
#include <QSet>

#include <gst/app/gstappsink.h>
#include <opencv2/imgproc.hpp>

#include <cmath>

namespace sightglass
{

namespace
{

using namespace std::chrono_literals;
constexpr auto slice = 50ms;
constexpr auto readTimeout = 100ms;
constexpr auto openTimeout = 10s;

GstClockTime gstTime(std::chrono::nanoseconds time)
{
    return static_cast<GstClockTime>(time.count());
}

Error notOpen()
{
    return {Media::tr("The pipeline is not open."), {}, {}};
}

GstElement *findAppSink(GstElement *pipeline)
{
    if (!GST_IS_BIN(pipeline))
        return nullptr;
    GstIterator *sinks = gst_bin_iterate_all_by_element_factory_name(GST_BIN(pipeline), "appsink");
    GValue value = G_VALUE_INIT;
    GstElement *sink = nullptr;
    if (gst_iterator_next(sinks, &value) == GST_ITERATOR_OK) {
        sink = GST_ELEMENT(g_value_dup_object(&value));
        g_value_unset(&value);
    }
    gst_iterator_free(sinks);
    return sink;
}

} // namespace

GStreamerSource::GStreamerSource(SourceSpec spec)
    : m_spec(std::move(spec))
{}

GStreamerSource::~GStreamerSource()
{
    close();
}

void GStreamerSource::abort() noexcept
{
    m_interruption.abort();
}

void GStreamerSource::close()
{
    m_sample.reset();
    m_sink.reset();
    if (m_pipeline)
        gst_element_set_state(m_pipeline.get(), GST_STATE_NULL);
    m_pipeline.reset();
}

Result<SourceInfo> GStreamerSource::open()
{
    auto opened = guarded(m_spec.displayName(), [this] { return openPipeline(); });
    if (!opened)
        close();
    return opened;
}

Result<void> GStreamerSource::build()
{
    static const QRegularExpression appsink(QStringLiteral("\\bappsink\\b"));
    GError *error = nullptr;
    if (!gst_init_check(nullptr, nullptr, &error)) {
        const Error failure{Media::tr("GStreamer cannot be started."),
                            Media::tr("Reinstall the package libgstreamer1.0-0."),
                            error != nullptr ? QString::fromUtf8(error->message) : QString()};
        g_clear_error(&error);
        return failure;
    }
    QString description = m_spec.location;
    if (!appsink.match(description).hasMatch())
        description += QLatin1String(" ! videoconvert ! videoscale ! "
                                     "video/x-raw,format=BGR,pixel-aspect-ratio=1/1 ! appsink");
    GstParseContext *context = gst_parse_context_new();
    GstElement *pipeline =
        gst_parse_launch_full(description.toUtf8().constData(), context, GST_PARSE_FLAG_FATAL_ERRORS, &error);
    gchar **missing = gst_parse_context_get_missing_elements(context);
    const QString missingElement = missing != nullptr ? QString::fromUtf8(missing[0]) : QString();
    g_strfreev(missing);
    gst_parse_context_free(context);
    if (pipeline == nullptr || error != nullptr) {
        const Error failure = parseError(error, missingElement);
        g_clear_error(&error);
        if (pipeline != nullptr)
            gst_object_unref(pipeline);
        return failure;
    }
    m_pipeline.reset(pipeline);
    if (!m_spec.typed)
        if (auto forbidden = forbiddenElement(*pipeline))
            return *std::move(forbidden);
    m_sink.reset(findAppSink(pipeline));
    if (!m_sink)
        return Error{Media::tr("The GStreamer pipeline holds no appsink to take pictures from."),
                     Media::tr("Leave its end open, or end it in \"videoconvert ! video/x-raw,format=BGR ! appsink\"."),
                     {}};
    return {};
}

Result<void> GStreamerSource::start()
{
    const auto deadline = Clock::now() + openTimeout;
    GstStateChangeReturn change = gst_element_set_state(m_pipeline.get(), GST_STATE_PAUSED);
    // With a clock-less sink the pipeline need not wait for pictures' times, only for pictures.
    while (change == GST_STATE_CHANGE_ASYNC) {
        if (m_interruption.isAborted())
            return abortedError(m_spec);
        if (auto error = busError())
            return *error;
        if (Clock::now() > deadline)
            break;
        change = gst_element_get_state(m_pipeline.get(), nullptr, nullptr, gstTime(slice));
    }
    if (change == GST_STATE_CHANGE_FAILURE) {
        if (auto error = busError())
            return *error;
        return Error{Media::tr("The GStreamer pipeline cannot be started."),
                     Media::tr("Try the same description with gst-launch-1.0 and an autovideosink."),
                     {}};
    }
    // A pipeline that has nothing to show before it plays is live, and so is one that does not tell in time.
    m_live = change != GST_STATE_CHANGE_SUCCESS;
    gst_app_sink_set_drop(GST_APP_SINK(m_sink.get()), m_live ? TRUE : FALSE);
    gst_element_set_state(m_pipeline.get(), GST_STATE_PLAYING);
    return {};
}

Result<SourceInfo> GStreamerSource::openPipeline()
{
    close();
    m_next = 0;
    if (m_interruption.isAborted())
        return abortedError(m_spec);
    if (auto built = build(); !built)
        return built.error();
    g_object_set(m_sink.get(), "sync", FALSE, "max-buffers", 2u, nullptr);
    if (auto started = start(); !started)
        return started.error();
    const auto first = pull(openTimeout);
    if (!first)
        return first.error();
    if (*first != ReadStatus::Frame)
        return Error{*first == ReadStatus::End
                         ? Media::tr("The GStreamer pipeline ended before its first picture.")
                         : Media::tr("The GStreamer pipeline sent no picture for 10 s: time-out."),
                     Media::tr("Check that its source delivers video."),
                     {}};
    const auto picture = pictureOf(*m_sample);
    if (!picture)
        return picture.error();
    m_size = {picture->cols, picture->rows};
    SourceInfo info;
    info.spec = m_spec;
    info.name = m_spec.displayName();
    info.format = QStringLiteral("GStreamer");
    info.size = m_size;
    info.frameRate = frameRateOf(*m_sample);
    info.live = m_live;
    m_usualDuration = info.frameRate.isValid() ? std::llround(1e9 / info.frameRate.toDouble()) : 0;
    m_time = SteadyTime(m_usualDuration > 0 ? m_usualDuration : 1);
    return info;
}

/// Whether an element of the pipeline fetches from another machine.
bool GStreamerSource::isFromNetwork() const
{
    static const QSet<QLatin1String> local{QLatin1String("file"), QLatin1String("fd"), QLatin1String("v4l2"),
                                           QLatin1String("data"), QLatin1String("resource")};
    GstIterator *handlers = gst_bin_iterate_all_by_interface(GST_BIN(m_pipeline.get()), GST_TYPE_URI_HANDLER);
    GValue item = G_VALUE_INIT;
    bool found = false;
    while (!found && gst_iterator_next(handlers, &item) == GST_ITERATOR_OK) {
        auto *handler = GST_URI_HANDLER(g_value_get_object(&item));
        const gchar *const *protocols = gst_uri_handler_get_protocols(handler);
        found = gst_uri_handler_get_uri_type(handler) == GST_URI_SRC && protocols && protocols[0] &&
                !local.contains(QLatin1String(protocols[0]));
        g_value_reset(&item);
    }
    g_value_unset(&item);
    gst_iterator_free(handlers);
    return found;
}

Result<FrameSource::ReadStatus> GStreamerSource::pull(std::chrono::milliseconds patience)
{
    const auto deadline = Clock::now() + patience;
    GstAppSink *sink = GST_APP_SINK(m_sink.get());
    while (!m_sample) {
        if (m_interruption.isAborted())
            return abortedError(m_spec);
        m_sample.reset(gst_app_sink_try_pull_sample(sink, gstTime(slice)));
        if (m_sample)
            break;
        if (auto error = busError())
            return *error;
        if (gst_app_sink_is_eos(sink))
            return ReadStatus::End;
        if (Clock::now() >= deadline)
            return ReadStatus::NoData;
    }
    return ReadStatus::Frame;
}

Result<FrameSource::ReadStatus> GStreamerSource::read(Frame &frame)
{
    return guarded(m_spec.displayName(), [&] { return readPicture(frame); });
}

Result<FrameSource::ReadStatus> GStreamerSource::readPicture(Frame &frame)
{
    if (!m_sink)
        return notOpen();
    const auto status = pull(readTimeout);
    // Some elements tell the loss of their server as the end of the stream.
    if (status && *status == ReadStatus::End && m_live && isFromNetwork())
        return Error{Media::tr("%1 has ended: the other side closed the connection.").arg(m_spec.displayName()),
                     Media::tr("Check that it still runs, and open it again."),
                     {}};
    if (!status || *status != ReadStatus::Frame)
        return status;
    auto picture = pictureOf(*m_sample);
    if (!picture)
        return picture.error();
    if (QSize(picture->cols, picture->rows) != m_size) {
        cv::Mat scaled;
        cv::resize(*picture, scaled, cv::Size(m_size.width(), m_size.height()), 0, 0, cv::INTER_AREA);
        *picture = scaled;
    }
    const GstBuffer *buffer = gst_sample_get_buffer(m_sample.get());
    const GstClockTime time = GST_BUFFER_PTS(buffer);
    const GstClockTime duration = GST_BUFFER_DURATION(buffer);
    frame.image = *std::move(picture);
    frame.duration = GST_CLOCK_TIME_IS_VALID(duration) ? static_cast<std::int64_t>(duration) : m_usualDuration;
    frame.pts = m_time.next(
        GST_CLOCK_TIME_IS_VALID(time) ? std::optional(static_cast<std::int64_t>(time)) : std::nullopt, frame.duration);
    frame.timeBase = {1, 1'000'000'000};
    frame.id.index = m_next++;
    frame.captured = Clock::now();
    m_sample.reset();
    return ReadStatus::Frame;
}

Result<void> GStreamerSource::seek(std::int64_t)
{
    return Error{Media::tr("A GStreamer pipeline cannot be sought."),
                 Media::tr("Open the file itself, without a pipeline."),
                 {}};
}

std::optional<Error> GStreamerSource::busError()
{
    GstBus *bus = gst_element_get_bus(m_pipeline.get());
    std::optional<Error> error;
    QString missingPlugin;
    while (!error) {
        const std::unique_ptr<GstMessage, GstDeleter> message(
            gst_bus_pop_filtered(bus, static_cast<GstMessageType>(GST_MESSAGE_ERROR | GST_MESSAGE_ELEMENT)));
        if (!message)
            break;
        if (GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_ERROR) {
            error = pipelineError(*message, missingPlugin);
        } else if (gst_message_has_name(message.get(), "missing-plugin")) {
            missingPlugin =
                QString::fromUtf8(gst_structure_get_string(gst_message_get_structure(message.get()), "name"));
        }
    }
    gst_object_unref(bus);
    return error;
}

} // namespace sightglass
