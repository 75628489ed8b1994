// SPDX-License-Identifier: Apache-2.0
#include "core/media/bytename.h"

#include "core/media/mediatext.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QStandardPaths>

#include <array>
#include <climits>

#include <sys/stat.h>
#include <unistd.h>

namespace sightglass
{

namespace
{

bool isUtf8(const QByteArray &bytes)
{
    return bytes.isValidUtf8();
}

/// "caf\xe9.mp4": every byte beyond ASCII, so that two names never look alike.
QString legible(const QByteArray &bytes)
{
    QString text;
    for (const char byte : bytes) {
        const auto code = static_cast<unsigned char>(byte);
        text += code < 0x80 ? QString(QLatin1Char(byte)) : QStringLiteral("\\x%1").arg(code, 2, 16, QLatin1Char('0'));
    }
    return text;
}

QByteArray absolute(const QByteArray &name)
{
    std::array<char, PATH_MAX> folder{};
    if (name.startsWith('/') || ::getcwd(folder.data(), folder.size()) == nullptr)
        return name;
    return QByteArray(folder.data()) + '/' + name;
}

bool leadsTo(const QByteArray &link, const QByteArray &target)
{
    std::array<char, PATH_MAX> found{};
    const ssize_t length = ::readlink(link.constData(), found.data(), found.size());
    return length >= 0 && QByteArrayView(found.data(), length) == target;
}

} // namespace

Result<QString> pathOfName(const QByteArray &name, const QString &links)
{
    if (isUtf8(name))
        return QFile::decodeName(name);
    // The link stands for the path to its last odd part; what follows lies below, beside the files it belongs to.
    QByteArray odd = absolute(name);
    qsizetype end = odd.size();
    while (isUtf8(odd.mid(odd.lastIndexOf('/', end - 1), end - odd.lastIndexOf('/', end - 1))))
        end = odd.lastIndexOf('/', end - 1);
    const QString below = QFile::decodeName(odd.mid(end));
    odd.truncate(end);
    struct stat found = {};
    if (::lstat(odd.constData(), &found) != 0)
        return Error{
            Media::tr("There is no %1, and nothing can be written under a name that is not UTF-8.").arg(legible(name)),
            Media::tr("Check the spelling, or choose another name."),
            {}};
    const QByteArray key = QCryptographicHash::hash(odd, QCryptographicHash::Sha256).toHex().left(16);
    const QDir folder(links + QLatin1Char('/') + QString::fromLatin1(key));
    const QString path = folder.filePath(legible(odd.mid(odd.lastIndexOf('/') + 1)));
    const QByteArray link = QFile::encodeName(path);
    folder.mkpath(QStringLiteral("."));
    if (!leadsTo(link, odd)) {
        ::unlink(link.constData());
        if (::symlink(odd.constData(), link.constData()) != 0 && !leadsTo(link, odd))
            return Error{Media::tr("The name %1 is not UTF-8, and no link to it could be made in %2.")
                             .arg(legible(name), folder.path()),
                         Media::tr("Rename it."),
                         {}};
    }
    return path + below;
}

Result<QString> pathOfName(const QByteArray &name)
{
    return pathOfName(name, QStandardPaths::writableLocation(QStandardPaths::CacheLocation) + QStringLiteral("/names"));
}

} // namespace sightglass
