// SPDX-License-Identifier: Apache-2.0
#include "core/media/pipelinerules.h"

#include "core/media/mediatext.h"

#include <QSet>
#include <QString>
#include <QStringList>

#include <algorithm>

namespace sightglass
{

namespace
{

const QSet<QString> &harmlessElements()
{
    static const QSet<QString> names = [] {
        const QString text = QStringLiteral(
            "pipeline bin appsink "
            "videotestsrc v4l2src libcamerasrc ximagesrc filesrc multifilesrc uridecodebin uridecodebin3 urisourcebin "
            "souphttpsrc rtspsrc udpsrc tcpclientsrc srtsrc rtmpsrc rtmp2src "
            "decodebin decodebin3 parsebin typefind capsfilter queue queue2 multiqueue tee identity valve "
            "rtpjitterbuffer rtpbin rtpptdemux rtpssrcdemux "
            "videoconvert videoscale videoconvertscale autovideoconvert videorate videocrop aspectratiocrop videoflip "
            "videobox videobalance gamma deinterlace imagefreeze");
        const QStringList list = text.split(QLatin1Char(' '));
        return QSet<QString>(list.begin(), list.end());
    }();
    return names;
}

/// Modules outside of these may call anything a filter or decoder: a script in Python, for one.
bool isOfGStreamer(GstElementFactory *factory)
{
    static const QSet<QString> modules{QStringLiteral("gstreamer"),        QStringLiteral("gst-plugins-base"),
                                       QStringLiteral("gst-plugins-good"), QStringLiteral("gst-plugins-ugly"),
                                       QStringLiteral("gst-plugins-bad"),  QStringLiteral("gst-libav")};
    GstPlugin *plugin = gst_plugin_feature_get_plugin(GST_PLUGIN_FEATURE(factory));
    if (plugin == nullptr)
        return false;
    const bool known = modules.contains(QString::fromUtf8(gst_plugin_get_source(plugin)));
    gst_object_unref(plugin);
    return known;
}

/// By the words of its class, as in "Codec/Decoder/Video/Hardware".
bool isDecoding(GstElementFactory *factory)
{
    const QStringList words = QString::fromUtf8(gst_element_factory_get_metadata(factory, GST_ELEMENT_METADATA_KLASS))
                                  .split(QLatin1Char('/'));
    const auto holdsAny = [&words](std::initializer_list<const char *> wanted) {
        return std::any_of(wanted.begin(), wanted.end(),
                           [&words](const char *word) { return words.contains(QLatin1String(word)); });
    };
    return holdsAny({"Decoder", "Demuxer", "Parser", "Depayloader"}) && !holdsAny({"Encoder", "Muxer", "Sink", "Bin"});
}

bool isHarmless(GstElementFactory *factory, const QString &name)
{
    return isOfGStreamer(factory) && (harmlessElements().contains(name) || isDecoding(factory));
}

/// The kind of the first element that may not run; empty for none.
QString firstForbidden(GstElement &element)
{
    GstElementFactory *factory = gst_element_get_factory(&element);
    const QString name = factory != nullptr ? QString::fromUtf8(GST_OBJECT_NAME(factory))
                                            : QString::fromUtf8(G_OBJECT_TYPE_NAME(&element));
    if (factory == nullptr || !isHarmless(factory, name))
        return name;
    if (!GST_IS_BIN(&element))
        return {};
    QString found;
    GstIterator *children = gst_bin_iterate_elements(GST_BIN(&element));
    GValue value = G_VALUE_INIT;
    while (found.isEmpty() && gst_iterator_next(children, &value) == GST_ITERATOR_OK) {
        found = firstForbidden(*GST_ELEMENT(g_value_get_object(&value)));
        g_value_reset(&value);
    }
    g_value_unset(&value);
    gst_iterator_free(children);
    return found;
}

} // namespace

std::optional<Error> forbiddenElement(GstElement &pipeline)
{
    const QString name = firstForbidden(pipeline);
    if (name.isEmpty())
        return std::nullopt;
    return Error{
        Media::tr("This GStreamer pipeline holds %1, which may do more than read and decode a video, and nobody "
                  "typed it here: it is not run.")
            .arg(name),
        Media::tr("If you know what it does, type it into Open pipeline or on the command line."),
        {}};
}

} // namespace sightglass
