// SPDX-License-Identifier: Apache-2.0
#include "core/media/cameraaddress.h"

#include "core/media/mediatext.h"

#include <QRegularExpression>

namespace sightglass
{

QString CameraAddress::location() const
{
    const QString wish = mode.text();
    return wish.isEmpty() ? device : device + QLatin1Char(',') + wish;
}

Result<CameraAddress> CameraAddress::parse(const QString &location)
{
    const qsizetype comma = location.indexOf(QLatin1Char(','));
    const QString device = deviceIn(location);
    const QString wish = location.mid(comma + 1);
    // A comma promises something.
    auto mode = comma < 0 ? CameraMode() : CameraMode::parse(wish.isEmpty() ? QStringLiteral(",") : wish);
    if (!mode)
        return Error{Media::tr("The camera %1 cannot be opened: %2").arg(nameOf(device), mode.error().message),
                     mode.error().suggestion,
                     {}};
    return CameraAddress{device, *std::move(mode)};
}

QString CameraAddress::deviceIn(const QString &location)
{
    static const QRegularExpression number(QStringLiteral("^\\d{1,3}$"));
    const QString device = location.section(QLatin1Char(','), 0, 0).trimmed();
    return number.match(device).hasMatch() ? QStringLiteral("/dev/video%1").arg(device.toInt()) : device;
}

bool CameraAddress::isMeant(const QString &text)
{
    static const QRegularExpression device(QStringLiteral("^/dev/(video\\d+|v4l/[^,]+)(,|$)"));
    // What has an ending or a folder behind the comma is a file, such as "1,2 or 3.mp4".
    static const QRegularExpression number(QStringLiteral("^\\d{1,3}(,(?!.*(\\.[A-Za-z]|/[^\\d])).*)?$"));
    return device.match(text).hasMatch() || number.match(text).hasMatch();
}

QString CameraAddress::nameOf(const QString &device)
{
    static const QRegularExpression identity(
        QStringLiteral("/v4l/by-id/(?:[a-z]+-)?(?:[0-9a-f]{4}_)?(.+?)(?:-video-index(\\d+))?$"));
    static const QRegularExpression place(QStringLiteral("/v4l/by-path/(.+?)(?:-video-index(\\d+))?$"));
    const auto named = [](const QRegularExpressionMatch &match) {
        const QString index = match.captured(2);
        const QString words = match.captured(1).replace(QLatin1Char('_'), QLatin1Char(' ')).simplified();
        return index.toInt() == 0 ? words : QStringLiteral("%1 (%2)").arg(words, index);
    };
    if (const auto match = identity.match(device); match.hasMatch())
        return named(match);
    if (const auto match = place.match(device); match.hasMatch())
        return named(match);
    return device;
}

} // namespace sightglass
