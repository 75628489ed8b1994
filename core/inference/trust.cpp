// SPDX-License-Identifier: Apache-2.0
#include "core/inference/trust.h"

#include "core/inference/installation.h"
#include "core/inference/modelfile.h"
#include "core/values/words.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStandardPaths>

#include <unistd.h>

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr qsizetype mostPrograms = 500;

// Both canonical.
bool isBelow(const QString &path, const QString &folder)
{
    return !folder.isEmpty() && path.startsWith(folder + QLatin1Char('/'));
}

bool isBundled(const QString &path)
{
    return bundledModelPath(QFileInfo(path).fileName()) == path;
}

/// Whether somebody else may put another file in this one's place. Both are canonical, the home folder above the file.
bool isInOpenFolder(const QString &path, const QString &home)
{
    for (QString folder = QFileInfo(path).path(); folder.size() >= home.size(); folder = QFileInfo(folder).path())
        if (QFileInfo(folder).permission(QFileDevice::WriteOther))
            return true;
    return false;
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
    return file.ownerId() == own.user && !file.permission(QFileDevice::WriteOther) &&
           !file.permission(QFileDevice::WriteGroup) && !isInOpenFolder(path, home.path());
}

} // namespace

bool TrustedPrograms::contains(const ForeignProgram &program) const
{
    return std::any_of(m_programs.begin(), m_programs.end(),
                       [&program](const ForeignProgram &known) { return known.sha256 == program.sha256; });
}

void TrustedPrograms::add(const ForeignProgram &program)
{
    m_programs.removeIf([&program](const ForeignProgram &known) { return known.sha256 == program.sha256; });
    m_programs.append(program);
    if (m_programs.size() > mostPrograms)
        m_programs.remove(0, m_programs.size() - mostPrograms);
}

QStringList TrustedPrograms::toTexts() const
{
    QStringList texts;
    for (const ForeignProgram &program : m_programs)
        texts << QString::fromLatin1(program.sha256) + QLatin1Char(' ') + program.path;
    return texts;
}

TrustedPrograms TrustedPrograms::fromTexts(const QStringList &texts)
{
    static const QRegularExpression form(QStringLiteral("^([0-9a-f]{64}) (.+)$"),
                                         QRegularExpression::DotMatchesEverythingOption);
    TrustedPrograms programs;
    for (const QString &text : texts)
        if (const auto match = form.match(text); match.hasMatch())
            programs.add({match.captured(1).toLatin1(), match.captured(2)});
    return programs;
}

OwnPlace OwnPlace::ofThisUser()
{
    return {QDir::homePath(), QStandardPaths::writableLocation(QStandardPaths::DownloadLocation), ::geteuid()};
}

Result<std::optional<ForeignProgram>> foreignProgramAt(const QString &location, const OwnPlace &own)
{
    const QString path = QFileInfo(location).canonicalFilePath();
    if (path.isEmpty() || !QFileInfo(path).isFile() || isBundled(path) || isOwn(path, own))
        return std::optional<ForeignProgram>();
    const auto format = identifyModelFile(path);
    if (!format || *format != ModelFormat::TorchScript)
        return std::optional<ForeignProgram>();
    QFile file(path);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!file.open(QIODevice::ReadOnly) || !hash.addData(&file))
        return Error{Words::tr("%1 cannot be read to its end.").arg(QDir::toNativeSeparators(path)),
                     Words::tr("Check the disk or the network drive that it lies on."), file.errorString()};
    return std::optional(ForeignProgram{hash.result().toHex(), path});
}

} // namespace sightglass
