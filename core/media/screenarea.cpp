// SPDX-License-Identifier: Apache-2.0
#include "core/media/screenarea.h"

#include "core/media/mediatext.h"

#include <QRegularExpression>

namespace sightglass
{

namespace
{

const QString whole = QStringLiteral("screen");

} // namespace

QString ScreenArea::location() const
{
    if (window != 0)
        return QStringLiteral("%1:0x%2").arg(whole, QString::number(window, 16));
    if (!part)
        return whole;
    return QStringLiteral("%1:%2x%3+%4+%5")
        .arg(whole, QString::number(part->width()), QString::number(part->height()), QString::number(part->x()),
             QString::number(part->y()));
}

Result<ScreenArea> ScreenArea::parse(const QString &location)
{
    static const QRegularExpression rectangle(
        QStringLiteral("^screen:(\\d{1,5})x(\\d{1,5})(?:\\+(\\d{1,5})\\+(\\d{1,5}))?$"));
    static const QRegularExpression id(QStringLiteral("^screen:0x([0-9a-fA-F]{1,8})$"));
    if (location == whole)
        return ScreenArea();
    if (const auto match = rectangle.match(location); match.hasMatch()) {
        const QRect part(match.captured(3).toInt(), match.captured(4).toInt(), match.captured(1).toInt(),
                         match.captured(2).toInt());
        if (!part.isEmpty())
            return ScreenArea{part, 0};
    }
    if (const auto match = id.match(location); match.hasMatch()) {
        if (const std::uint32_t window = match.captured(1).toUInt(nullptr, 16); window != 0)
            return ScreenArea{{}, window};
    }
    return Error{Media::tr("%1 is no part of a screen.").arg(location),
                 Media::tr("Write screen, screen:640x480+10+20 (width, height, left, top), or screen:0x3a00007 (a "
                           "window, as xwininfo tells it)."),
                 {}};
}

bool ScreenArea::isMeant(const QString &text)
{
    return text == whole || text.startsWith(whole + QLatin1Char(':'));
}

bool isWaylandSession()
{
    return qEnvironmentVariable("XDG_SESSION_TYPE") == QLatin1String("wayland") ||
           !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY");
}

std::optional<Error> screenProblem()
{
    if (qEnvironmentVariableIsEmpty("DISPLAY"))
        return Error{Media::tr("There is no screen to watch."), Media::tr("Start Sightglass in a session of X11."), {}};
    return std::nullopt;
}

} // namespace sightglass
