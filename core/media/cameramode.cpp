// SPDX-License-Identifier: Apache-2.0
#include "core/media/cameramode.h"

#include "core/media/filedescriptor.h"
#include "core/media/mediatext.h"

#include <linux/videodev2.h>
#include <sys/ioctl.h>

#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <array>
#include <numeric>
#include <tuple>

namespace sightglass
{

namespace
{

constexpr int usualRate = 30;
constexpr std::array usualSizes{QSize(320, 240),  QSize(640, 480),   QSize(800, 600),
                                QSize(1280, 720), QSize(1920, 1080), QSize(3840, 2160)};
constexpr std::array<int, 4> usualRates{15, 25, 30, 60};

/// Each format of V4L2 that libavdevice reads, by its name there.
constexpr std::array<std::pair<std::uint32_t, const char *>, 9> formats{{{V4L2_PIX_FMT_MJPEG, "mjpeg"},
                                                                         {V4L2_PIX_FMT_JPEG, "mjpeg"},
                                                                         {V4L2_PIX_FMT_YUYV, "yuyv422"},
                                                                         {V4L2_PIX_FMT_UYVY, "uyvy422"},
                                                                         {V4L2_PIX_FMT_NV12, "nv12"},
                                                                         {V4L2_PIX_FMT_YUV420, "yuv420p"},
                                                                         {V4L2_PIX_FMT_BGR24, "bgr24"},
                                                                         {V4L2_PIX_FMT_RGB24, "rgb24"},
                                                                         {V4L2_PIX_FMT_GREY, "gray"}}};

/// Empty for those that cannot be read.
QByteArray formatName(std::uint32_t pixelFormat)
{
    const auto known = std::find_if(formats.begin(), formats.end(),
                                    [pixelFormat](const auto &format) { return format.first == pixelFormat; });
    return known == formats.end() ? QByteArray() : QByteArray(known->second);
}

Rational reduced(std::int64_t num, std::int64_t den)
{
    const std::int64_t divisor = std::max<std::int64_t>(1, std::gcd(num, den));
    return {num / divisor, den / divisor};
}

/// A rate is the inverse of an interval.
Rational rateOf(const v4l2_fract &interval)
{
    return reduced(interval.denominator, interval.numerator);
}

QList<Rational> ratesOf(int descriptor, std::uint32_t pixelFormat, QSize size)
{
    QList<Rational> rates;
    const auto add = [&rates](Rational rate) {
        if (rate.isValid() && !rates.contains(rate))
            rates.append(rate);
    };
    v4l2_frmivalenum interval{};
    interval.pixel_format = pixelFormat;
    interval.width = static_cast<std::uint32_t>(size.width());
    interval.height = static_cast<std::uint32_t>(size.height());
    for (; ::ioctl(descriptor, VIDIOC_ENUM_FRAMEINTERVALS, &interval) == 0; ++interval.index) {
        if (interval.type == V4L2_FRMIVAL_TYPE_DISCRETE) {
            add(rateOf(interval.discrete));
            continue;
        }
        const double slowest = rateOf(interval.stepwise.max).toDouble();
        const double fastest = rateOf(interval.stepwise.min).toDouble();
        for (const int rate : usualRates) {
            if (rate >= slowest && rate <= fastest)
                add({rate, 1});
        }
        break;
    }
    return rates;
}

bool fits(const v4l2_frmsize_stepwise &range, QSize size)
{
    const auto isStep = [](std::uint32_t value, std::uint32_t least, std::uint32_t most, std::uint32_t step) {
        return value >= least && value <= most && (value - least) % std::max(1u, step) == 0;
    };
    return isStep(static_cast<std::uint32_t>(size.width()), range.min_width, range.max_width, range.step_width) &&
           isStep(static_cast<std::uint32_t>(size.height()), range.min_height, range.max_height, range.step_height);
}

QList<QSize> sizesOf(int descriptor, std::uint32_t pixelFormat)
{
    QList<QSize> sizes;
    v4l2_frmsizeenum size{};
    size.pixel_format = pixelFormat;
    for (; ::ioctl(descriptor, VIDIOC_ENUM_FRAMESIZES, &size) == 0; ++size.index) {
        if (size.type == V4L2_FRMSIZE_TYPE_DISCRETE) {
            const QSize pixels(static_cast<int>(size.discrete.width), static_cast<int>(size.discrete.height));
            if (!pixels.isEmpty() && !sizes.contains(pixels))
                sizes.append(pixels);
            continue;
        }
        std::copy_if(usualSizes.begin(), usualSizes.end(), std::back_inserter(sizes),
                     [&size](QSize usual) { return fits(size.stepwise, usual); });
        break;
    }
    return sizes;
}

QString rateText(Rational rate)
{
    const QString whole = QString::number(rate.num);
    return rate.den == 1 ? whole : whole + QLatin1Char('/') + QString::number(rate.den);
}

/// Invalid where it is none: "30", "7.5", "30000/1001".
Rational parseRate(const QString &text)
{
    static const QRegularExpression decimal(QStringLiteral("^(\\d{1,4})(?:\\.(\\d{1,3}))?$"));
    static const QRegularExpression fraction(QStringLiteral("^(\\d{1,9})/(\\d{1,9})$"));
    if (const auto match = fraction.match(text); match.hasMatch())
        return reduced(match.captured(1).toLongLong(), match.captured(2).toLongLong());
    const auto match = decimal.match(text);
    if (!match.hasMatch())
        return {};
    const QString digits = match.captured(2);
    std::int64_t scale = 1;
    for (qsizetype i = 0; i < digits.size(); ++i)
        scale *= 10;
    return reduced(match.captured(1).toLongLong() * scale + digits.toLongLong(), scale);
}

/// Empty where it is none.
QByteArray parseFormat(const QString &text)
{
    const QByteArray name = text.toLower().toLatin1();
    const QByteArray meant = name == "mjpg" ? QByteArray("mjpeg") : name == "yuyv" ? QByteArray("yuyv422") : name;
    return cameraFormats().contains(meant) ? meant : QByteArray();
}

QString listed(const QList<QByteArray> &names)
{
    QStringList texts;
    for (const QByteArray &name : names)
        texts.append(QString::fromLatin1(name));
    return texts.join(QLatin1String(", "));
}

/// Of these modes those of which something holds; all where it holds of none.
template <typename Condition>
QList<CameraMode> preferring(const QList<CameraMode> &modes, Condition condition)
{
    QList<CameraMode> left;
    std::copy_if(modes.begin(), modes.end(), std::back_inserter(left), condition);
    return left.isEmpty() ? modes : left;
}

} // namespace

QString CameraMode::text() const
{
    QString text;
    if (!size.isEmpty())
        text = QStringLiteral("%1x%2").arg(QString::number(size.width()), QString::number(size.height()));
    if (rate.isValid())
        text += QLatin1Char('@') + rateText(rate);
    if (!format.isEmpty())
        text += (text.isEmpty() ? QString() : QStringLiteral(",")) + QString::fromLatin1(format);
    return text;
}

Result<CameraMode> CameraMode::parse(const QString &text)
{
    static const QRegularExpression sizeAndRate(QStringLiteral("^(?:(\\d{1,5})x(\\d{1,5}))?(?:@(.+))?$"));
    CameraMode mode;
    const QStringList parts = text.isEmpty() ? QStringList() : text.split(QLatin1Char(','));
    for (const QString &written : parts) {
        const QString part = written.trimmed();
        const auto match = part.isEmpty() ? QRegularExpressionMatch() : sizeAndRate.match(part);
        const QSize size(match.captured(1).toInt(), match.captured(2).toInt());
        const bool hasSize = !match.captured(1).isEmpty();
        const bool hasRate = !match.captured(3).isEmpty();
        const Rational rate = hasRate ? parseRate(match.captured(3)) : Rational();
        const QByteArray format = parseFormat(part);
        // Each may stand there once.
        if (match.hasMatch() && (!hasSize || (!size.isEmpty() && mode.size.isEmpty())) &&
            (!hasRate || (rate.isValid() && !mode.rate.isValid()))) {
            mode.size = hasSize ? size : mode.size;
            mode.rate = hasRate ? rate : mode.rate;
        } else if (!format.isEmpty() && mode.format.isEmpty()) {
            mode.format = format;
        } else {
            return Error{Media::tr("\"%1\" is not understood as a size, a rate or a format.").arg(part),
                         Media::tr("A camera's mode is written WIDTHxHEIGHT@RATE,FORMAT, as in 1280x720@30,mjpeg; each "
                                   "part may be left out. Formats: %1.")
                             .arg(listed(cameraFormats())),
                         {}};
        }
    }
    return mode;
}

QList<QByteArray> cameraFormats()
{
    QList<QByteArray> names;
    for (const auto &format : formats) {
        if (!names.contains(format.second))
            names.append(format.second);
    }
    return names;
}

QList<CameraMode> cameraModes(const QString &device)
{
    const FileDescriptor camera(device);
    QList<CameraMode> modes;
    if (!camera.isOpen())
        return modes;
    v4l2_fmtdesc format{};
    format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    for (; ::ioctl(camera.get(), VIDIOC_ENUM_FMT, &format) == 0; ++format.index) {
        const QByteArray name = formatName(format.pixelformat);
        if (name.isEmpty())
            continue;
        for (const QSize &size : sizesOf(camera.get(), format.pixelformat)) {
            for (const Rational &rate : ratesOf(camera.get(), format.pixelformat, size)) {
                if (const CameraMode mode{name, size, rate}; !modes.contains(mode))
                    modes.append(mode);
            }
        }
    }
    return modes;
}

std::optional<CameraMode> preferredMode(const QList<CameraMode> &modes)
{
    const auto rank = [](const CameraMode &mode) {
        const bool fits = mode.size.width() <= 1280 && mode.size.height() <= 720;
        const int area = mode.size.width() * mode.size.height();
        const double rate = mode.rate.toDouble();
        const bool usual = rate <= usualRate;
        return std::tuple(fits, rate >= usualRate - 6, fits ? area : -area, mode.format == "mjpeg", usual,
                          usual ? rate : -rate);
    };
    const auto best = std::max_element(modes.begin(), modes.end(),
                                       [&rank](const CameraMode &a, const CameraMode &b) { return rank(a) < rank(b); });
    return best == modes.end() ? std::nullopt : std::optional(*best);
}

Result<CameraMode> modeToAskFor(const CameraMode &wish, const QList<CameraMode> &offered)
{
    if (offered.isEmpty())
        return wish;
    QList<QByteArray> names;
    for (const CameraMode &mode : offered) {
        if (!names.contains(mode.format))
            names.append(mode.format);
    }
    if (!wish.format.isEmpty() && !names.contains(wish.format))
        return Error{Media::tr("The camera does not offer the format %1.").arg(QString::fromLatin1(wish.format)),
                     Media::tr("It offers: %1.").arg(listed(names)),
                     {}};
    QList<CameraMode> left =
        preferring(offered, [&wish](const CameraMode &mode) { return mode.format == wish.format; });
    left = preferring(left, [&wish](const CameraMode &mode) { return mode.size == wish.size; });
    left = preferring(left, [&wish](const CameraMode &mode) { return mode.rate == wish.rate; });
    CameraMode asked = *preferredMode(left);
    if (!wish.size.isEmpty())
        asked.size = wish.size;
    if (wish.rate.isValid())
        asked.rate = wish.rate;
    return asked;
}

} // namespace sightglass
