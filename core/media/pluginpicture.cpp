// SPDX-License-Identifier: Apache-2.0
#include "core/media/pluginpicture.h"

#include "core/media/mediatext.h"
#include "core/values/pixellimit.h"

#include <QBuffer>
#include <QImage>
#include <QImageReader>
#include <QtEndian>

#include <algorithm>
#include <limits>

namespace sightglass
{

namespace
{

QString nameOf(PluginFormat format)
{
    return format == PluginFormat::Avif ? Media::tr("an AVIF picture") : Media::tr("a HEIF picture (HEIC)");
}

/// As the plugins call it; empty where there is none.
QByteArray installed(PluginFormat format)
{
    const QByteArrayList names = format == PluginFormat::Avif ? QByteArrayList{"avif"} : QByteArrayList{"heic", "heif"};
    const QList<QByteArray> supported = QImageReader::supportedImageFormats();
    const auto found =
        std::find_if(names.begin(), names.end(), [&](const QByteArray &name) { return supported.contains(name); });
    return found == names.end() ? QByteArray() : *found;
}

} // namespace

std::optional<PluginFormat> pluginFormatOf(const QByteArray &start)
{
    // ISO/IEC 14496-12, 4.3: a size, "ftyp", the brand that fits best, its version, and others that fit.
    if (start.size() < 16 || start.mid(4, 4) != "ftyp")
        return std::nullopt;
    const QByteArray brand = start.mid(8, 4);
    if (brand == "avif" || brand == "avis")
        return PluginFormat::Avif;
    const bool isGeneral = brand == "mif1" || brand == "msf1";
    const QByteArray others = start.mid(16, qFromBigEndian<quint32>(start.constData()) - qsizetype(16));
    if (isGeneral && (others.contains("avif") || others.contains("avis")))
        return PluginFormat::Avif;
    if (isGeneral || QByteArrayList{"heic", "heix", "heim", "heis", "hevc", "hevx"}.contains(brand))
        return PluginFormat::Heif;
    return std::nullopt;
}

bool hasPluginFor(PluginFormat format)
{
    return !installed(format).isEmpty();
}

Error pluginFormatProblem(const QString &path, PluginFormat format)
{
    if (hasPluginFor(format))
        return {Media::tr("%1 is %2, not a video.").arg(path, nameOf(format)),
                Media::tr("Give it a name that ends in %1, and open it as a picture.")
                    .arg(format == PluginFormat::Avif ? QStringLiteral(".avif") : QStringLiteral(".heic")),
                {}};
    return {Media::tr("%1 is %2, which cannot be read here.").arg(path, nameOf(format)),
            Media::tr("Save it as JPEG or PNG with the program or the phone that it comes from, or by heif-convert of "
                      "libheif; or install a plugin of Qt 6 that reads it (package kimageformat6-plugins, where the "
                      "system has it)."),
            {}};
}

Error pluginFailure(const QString &path, PluginFormat format, const QString &detail)
{
    return {Media::tr("%1 is %2, but damaged, or of a kind that the installed plugin of Qt does not read.")
                .arg(path, nameOf(format)),
            Media::tr("Check that other programs can show it; save it as PNG or JPEG."), detail};
}

PluginPicture readByPlugin(const QByteArray &file, PluginFormat format)
{
    QBuffer buffer;
    buffer.setData(file);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer, installed(format));
    // No other plugin's guess is wanted: that of some formats is that anything is theirs.
    reader.setAutoDetectImageFormat(false);
    // How the picture is turned is a property of it that decoders apply; what EXIF says besides is for people
    // (ISO/IEC 23008-12, annex A), and would turn it twice.
    reader.setAutoTransform(false);
    PluginPicture picture;
    if (reader.supportsAnimation())
        picture.frames = std::max(1, reader.imageCount());
    const QImage image = reader.read().convertToFormat(QImage::Format_BGR888);
    if (image.isNull())
        picture.detail = reader.errorString();
    else
        picture.pixels = cv::Mat(image.height(), image.width(), CV_8UC3, const_cast<uchar *>(image.constBits()),
                                 static_cast<std::size_t>(image.bytesPerLine()))
                             .clone();
    return picture;
}

void raiseLimitOfPlugins()
{
    constexpr qint64 mostBytesOfPixel = 8;
    const qint64 wanted = (pixelLimit() * mostBytesOfPixel >> 20) + 1;
    const int before = QImageReader::allocationLimit(); // In megabytes; 0: none.
    if (before != 0 && before < wanted)
        QImageReader::setAllocationLimit(static_cast<int>(std::min<qint64>(wanted, std::numeric_limits<int>::max())));
}

} // namespace sightglass
