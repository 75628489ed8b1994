// SPDX-License-Identifier: Apache-2.0
#include "core/inference/trust.h"

#include "core/inference/installation.h"
#include "core/inference/modelfile.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

#include <unistd.h>

namespace sightglass
{

namespace
{

constexpr qsizetype mostFiles = 500;

// Both canonical.
bool isBelow(const QString &path, const QString &folder)
{
    return !folder.isEmpty() && path.startsWith(folder + QLatin1Char('/'));
}

bool isBundled(const QString &path)
{
    return bundledModelPath(QFileInfo(path).fileName()) == path;
}

// The path is canonical.
bool isOwn(const QString &path, const OwnPlace &own)
{
    const QFileInfo file(path);
    const QDir home(QDir(own.home).canonicalPath());
    // Users without a home of their own are given the root folder, in which everything lies.
    if (own.home.isEmpty() || home.isRoot() || !isBelow(path, home.path()))
        return false;
    const QString downloads = own.downloads.isEmpty() ? QString() : QDir(own.downloads).canonicalPath();
    // A desktop without a folder for downloads names the home folder.
    if (downloads != home.path() && isBelow(path, downloads))
        return false;
    return file.ownerId() == own.user && !file.permission(QFileDevice::WriteOther);
}

} // namespace

TrustedFile trustedFileAt(const QString &path)
{
    const QFileInfo file(QFileInfo(path).canonicalFilePath());
    if (!file.isFile())
        return {};
    return {file.filePath(), file.size(), file.lastModified().toMSecsSinceEpoch()};
}

void TrustedFiles::add(const TrustedFile &file)
{
    m_files.removeAll(file);
    m_files.append(file);
    if (m_files.size() > mostFiles)
        m_files.remove(0, m_files.size() - mostFiles);
}

QStringList TrustedFiles::toTexts() const
{
    QStringList texts;
    for (const TrustedFile &file : m_files)
        texts << QStringLiteral("%1 %2 %3").arg(file.size).arg(file.modified).arg(file.path);
    return texts;
}

TrustedFiles TrustedFiles::fromTexts(const QStringList &texts)
{
    TrustedFiles files;
    for (const QString &text : texts) {
        bool sizeRead = false;
        bool timeRead = false;
        const TrustedFile file{text.section(QLatin1Char(' '), 2),
                               text.section(QLatin1Char(' '), 0, 0).toLongLong(&sizeRead),
                               text.section(QLatin1Char(' '), 1, 1).toLongLong(&timeRead)};
        if (sizeRead && timeRead && !file.path.isEmpty())
            files.add(file);
    }
    return files;
}

OwnPlace OwnPlace::ofThisUser()
{
    return {QDir::homePath(), QStandardPaths::writableLocation(QStandardPaths::DownloadLocation), ::geteuid()};
}

bool needsConsent(const QString &location, const TrustedFiles &trusted, const OwnPlace &own)
{
    const TrustedFile file = trustedFileAt(location);
    if (file.path.isEmpty() || trusted.contains(file) || isBundled(file.path) || isOwn(file.path, own))
        return false;
    const auto format = identifyModelFile(file.path);
    return format && *format == ModelFormat::TorchScript;
}

} // namespace sightglass
