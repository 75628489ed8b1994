// SPDX-License-Identifier: Apache-2.0
#include "core/media/credentials.h"

#include <QRegularExpression>
#include <QSet>
#include <QStringList>

namespace sightglass
{

namespace
{

enum class Parameters
{
    None,
    Harmless
};

/// How many characters of "user:password@host/path" come before the host. By hand: the passwords of cameras are often
/// written in ways that QUrl takes for something else.
qsizetype credentialsLength(const QString &address)
{
    static const QRegularExpression noPort(QStringLiteral("^[^\\[:]*:(?!\\d*$)"));
    const qsizetype slash = address.indexOf(QLatin1Char('/'));
    const QString authority = slash < 0 ? address : address.left(slash);
    const qsizetype begin = authority.lastIndexOf(QLatin1Char('@')) + 1;
    // What follows the colon is no port: it is a password with a slash in it, of a user whose name may be an address.
    return noPort.match(authority.mid(begin)).hasMatch() ? address.lastIndexOf(QLatin1Char('@')) + 1 : begin;
}

/// "?channel=1" of "channel=1&token=x".
QString harmlessParameters(const QString &query)
{
    static const QSet<QString> harmless{
        QStringLiteral("channel"),   QStringLiteral("subtype"),    QStringLiteral("stream"),
        QStringLiteral("profile"),   QStringLiteral("resolution"), QStringLiteral("res"),
        QStringLiteral("width"),     QStringLiteral("height"),     QStringLiteral("size"),
        QStringLiteral("fps"),       QStringLiteral("quality"),    QStringLiteral("bitrate"),
        QStringLiteral("codec"),     QStringLiteral("camera"),     QStringLiteral("mode"),
        QStringLiteral("latency"),   QStringLiteral("ttl"),        QStringLiteral("pkt_size"),
        QStringLiteral("timeout"),   QStringLiteral("localaddr"),  QStringLiteral("transport"),
        QStringLiteral("transtype"), QStringLiteral("buffer_size")};
    QStringList kept;
    for (const QString &parameter : query.split(QLatin1Char('&')))
        if (harmless.contains(parameter.section(QLatin1Char('='), 0, 0).toLower()))
            kept << parameter;
    return kept.isEmpty() ? QString() : QLatin1Char('?') + kept.join(QLatin1Char('&'));
}

/// What follows "://".
QString cleanAddress(QString address, Parameters parameters)
{
    address.remove(0, credentialsLength(address));
    static const QRegularExpression tail(QStringLiteral("[?#]"));
    const qsizetype end = address.indexOf(tail);
    if (end < 0)
        return address;
    const QString query =
        address.at(end) == QLatin1Char('?') ? address.mid(end + 1).section(QLatin1Char('#'), 0, 0) : QString();
    return address.left(end) + (parameters == Parameters::Harmless ? harmlessParameters(query) : QString());
}

QString cleanAddresses(const QString &text, Parameters parameters)
{
    static const QRegularExpression address(QStringLiteral("(?<=://)[^\\s\"'<>]+"));
    QString clean;
    qsizetype done = 0;
    for (auto matches = address.globalMatch(text); matches.hasNext();) {
        const auto match = matches.next();
        clean += QStringView(text).mid(done, match.capturedStart() - done);
        clean += cleanAddress(match.captured(), parameters);
        done = match.capturedEnd();
    }
    return clean + text.mid(done);
}

/// user-pw=x of GStreamer's elements, passphrase=x and the like.
QString cleanProperties(QString text)
{
    static const QRegularExpression secret(
        QStringLiteral(
            "\\b((?:\\w+-)*(?:user|user-?id|proxy-id|username|login|pw|pwd|pass|passwd|password|passphrase|secret|"
            "token|key|cookies|headers|auth|authorization|credentials)\\s*=\\s*)"
            "(?:\"(?:[^\"\\\\]|\\\\.)*+\"|'[^']*'|[^\\s\"']+)++"),
        QRegularExpression::CaseInsensitiveOption);
    return text.replace(secret, QStringLiteral("\\1…"));
}

QString cleanLocation(const SourceSpec &source)
{
    if (source.kind == SourceKind::Url)
        return source.location.section(QLatin1String("://"), 0, 0) + QLatin1String("://") +
               cleanAddress(source.location.section(QLatin1String("://"), 1), Parameters::Harmless);
    if (source.kind == SourceKind::GStreamer)
        return cleanProperties(cleanAddresses(source.location, Parameters::Harmless));
    return source.location;
}

} // namespace

QString withoutCredentials(const QString &text)
{
    return cleanProperties(cleanAddresses(text, Parameters::None));
}

SourceSpec withoutCredentials(const SourceSpec &source)
{
    SourceSpec kept = source;
    // What is left may be written as credentials are once more. It gets shorter every time.
    for (QString before; before != kept.location;) {
        before = kept.location;
        kept.location = cleanLocation(kept);
    }
    kept.incomplete = source.incomplete || kept.location != source.location;
    return kept;
}

} // namespace sightglass
