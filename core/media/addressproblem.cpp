// SPDX-License-Identifier: Apache-2.0
#include "core/media/addressproblem.h"

#include "core/media/libaverror.h"
#include "core/media/libavpointers.h"
#include "core/media/mediatext.h"

#include <QByteArray>
#include <QRegularExpression>
#include <QStringList>
#include <QUrl>

namespace sightglass
{

namespace
{

using namespace std::chrono_literals;
constexpr auto patience = 2s;

/// A connection by libav, which the interruption ends.
struct ConnectionDeleter
{
    void operator()(AVIOContext *connection) const { avio_close(connection); }
};

bool isKnown(const QString &scheme)
{
    // To libav these are formats.
    const QStringList formats{QStringLiteral("rtsp"), QStringLiteral("rtsps"), QStringLiteral("sap")};
    return formats.contains(scheme) ||
           avio_find_protocol_name((scheme + QLatin1String("://")).toUtf8().constData()) != nullptr;
}

/// The first bytes, some at least, that come over a connection; none where it breaks before.
QByteArray firstBytes(AVIOContext &connection)
{
    constexpr int enough = 5;
    QByteArray bytes(64, '\0');
    int size = 0;
    while (size < enough) {
        const int count = avio_read_partial(&connection, reinterpret_cast<unsigned char *>(bytes.data()) + size,
                                            static_cast<int>(bytes.size()) - size);
        if (count <= 0)
            break;
        size += count;
    }
    return bytes.left(size);
}

} // namespace

std::optional<Error> addressProblem(const SourceSpec &spec)
{
    static const QRegularExpression authorityEnd(QStringLiteral("[/?#]"));
    static const QRegularExpression noPort(QStringLiteral("^[^\\[:]*:(?!\\d*$)"));
    const QString scheme = spec.location.section(QLatin1String("://"), 0, 0).toLower();
    if (spec.location.contains(QLatin1String("://")) && !isKnown(scheme))
        return Error{Media::tr("%1:// is no protocol that is known here: %2.").arg(scheme, placeOf(spec)),
                     Media::tr("Use rtsp://, http:// or https://, or a GStreamer pipeline."),
                     {}};
    const QString address = spec.location.section(QLatin1String("://"), 1);
    const qsizetype end = address.indexOf(authorityEnd);
    if (end < 0)
        return std::nullopt;
    const QString authority = address.left(end);
    if (!address.mid(end).contains(QLatin1Char('@')))
        return std::nullopt;
    const bool certain = address.at(end) == QLatin1Char('#') ||
                         (!authority.contains(QLatin1Char('@')) && noPort.match(authority).hasMatch());
    if (!certain)
        return std::nullopt;
    return Error{
        Media::tr("The address of %1 cannot be read: its password holds \"%2\", which has a meaning of its own.")
            .arg(placeOf(spec), address.at(end)),
        passwordAdvice(),
        {}};
}

QString passwordAdvice()
{
    return Media::tr("In user and password write %40 for @, %23 for #, %3A for :, %2F for /, %3F for ?, %25 for %.");
}

std::optional<Error> rtspProblem(const SourceSpec &spec, Interruption &interruption)
{
    constexpr int usualPort = 554;
    const QUrl url(spec.location);
    if (url.scheme().toLower() != QLatin1String("rtsp") || url.host().isEmpty())
        return std::nullopt;
    interruption.setTimeout(patience);
    const QString host =
        url.host().contains(QLatin1Char(':')) ? QLatin1Char('[') + url.host() + QLatin1Char(']') : url.host();
    const QByteArray server = QStringLiteral("tcp://%1:%2").arg(host, QString::number(url.port(usualPort))).toUtf8();
    const AVIOInterruptCB callback{&Interruption::libavCallback, &interruption};
    AVIOContext *made = nullptr;
    if (avio_open2(&made, server.constData(), AVIO_FLAG_READ_WRITE, &callback, nullptr) < 0)
        return std::nullopt;
    const std::unique_ptr<AVIOContext, ConnectionDeleter> connection(made);
    const QByteArray question = "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n";
    avio_write(made, reinterpret_cast<const unsigned char *>(question.constData()), static_cast<int>(question.size()));
    avio_flush(made);
    const QByteArray answer = firstBytes(*made);
    if (answer.isEmpty() || QByteArray("RTSP/").startsWith(answer.left(5)))
        return std::nullopt;
    return Error{Media::tr("What answers at %1 does not speak RTSP.").arg(placeOf(spec)),
                 Media::tr("Check the port in the address; for cameras it stands in the manual, and is 554 as a rule."),
                 QString::fromLatin1(answer.toPercentEncoding(" /.-:"))};
}

} // namespace sightglass
