// SPDX-License-Identifier: Apache-2.0
#include "core/media/imagefiles.h"

#include "core/media/pluginpicture.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <glob.h>

#include <algorithm>

namespace sightglass
{

namespace
{

/// The run of digits that begins at `from`, without leading zeros.
QStringView digitsAt(const QString &text, qsizetype from, qsizetype &end)
{
    end = from;
    while (end < text.size() && text[end].isDigit())
        ++end;
    while (from + 1 < end && text[from] == QLatin1Char('0'))
        ++from;
    return QStringView(text).mid(from, end - from);
}

QStringList expandGlob(const QString &pattern)
{
    glob_t found{};
    QStringList files;
    if (::glob(QFile::encodeName(pattern).constData(), 0, nullptr, &found) == 0)
        for (std::size_t i = 0; i < found.gl_pathc; ++i)
            files.append(QFile::decodeName(found.gl_pathv[i]));
    ::globfree(&found);
    return files;
}

const QRegularExpression &numberPlace()
{
    static const QRegularExpression place(QStringLiteral("%(?:0(\\d))?d"));
    return place;
}

/// With as many digits as the pattern says, or more, where the number is larger than that.
QStringList expandNumbers(const QString &pattern)
{
    const QFileInfo info(pattern);
    const QString name = info.fileName();
    const auto place = numberPlace().match(name);
    const QString digits = place.captured(1);
    const QString number =
        digits.isEmpty() ? QStringLiteral("(?:0|[1-9]\\d*)") : QStringLiteral("(?:\\d{%1}|[1-9]\\d{%1,})").arg(digits);
    const QRegularExpression wanted(
        QRegularExpression::anchoredPattern(QRegularExpression::escape(name.left(place.capturedStart())) + number +
                                            QRegularExpression::escape(name.mid(place.capturedEnd()))));
    const QDir folder = info.dir();
    QStringList files;
    for (const QString &each : folder.entryList(QDir::Files))
        if (wanted.match(each).hasMatch())
            files.append(folder.filePath(each));
    return files;
}

} // namespace

QStringList imageSuffixes()
{
    QStringList suffixes;
    for (const char *known : {"jpg",  "jpeg", "jpe", "jfif", "png", "bmp", "dib", "tif", "tiff", "webp", "heic",
                              "heif", "hif",  "pbm", "pgm",  "ppm", "pnm", "jp2", "hdr", "ras",  "sr"})
        suffixes.append(QLatin1String(known));
    // Without a plugin, libav may be able to read one as a video.
    if (hasPluginFor(PluginFormat::Avif))
        suffixes.append(QStringLiteral("avif"));
    return suffixes;
}

bool hasImageSuffix(const QString &path)
{
    static const QStringList suffixes = imageSuffixes();
    return suffixes.contains(QFileInfo(path).suffix().toLower());
}

bool naturallyBefore(const QString &left, const QString &right)
{
    qsizetype i = 0;
    qsizetype j = 0;
    while (i < left.size() && j < right.size()) {
        if (left[i].isDigit() && right[j].isDigit()) {
            const QStringView a = digitsAt(left, i, i);
            const QStringView b = digitsAt(right, j, j);
            if (a.size() != b.size())
                return a.size() < b.size();
            if (const int order = a.compare(b); order != 0)
                return order < 0;
            continue;
        }
        const QChar a = left[i++].toCaseFolded();
        const QChar b = right[j++].toCaseFolded();
        if (a != b)
            return a < b;
    }
    const bool leftEnds = i == left.size();
    const bool rightEnds = j == right.size();
    return leftEnds == rightEnds ? left < right : leftEnds;
}

bool hasNumberPlace(const QString &path)
{
    return QFileInfo(path).fileName().count(numberPlace()) == 1;
}

QStringList filesNamedBy(const QString &folderOrPattern)
{
    QStringList files;
    if (QFileInfo(folderOrPattern).isDir()) {
        const QDir folder(folderOrPattern);
        for (const QString &name : folder.entryList(QDir::Files))
            files.append(folder.filePath(name));
    } else if (hasNumberPlace(folderOrPattern)) {
        files = expandNumbers(folderOrPattern);
    } else {
        files = expandGlob(folderOrPattern);
        files.removeIf([](const QString &file) { return QFileInfo(file).isDir(); });
    }
    std::sort(files.begin(), files.end(), naturallyBefore);
    return files;
}

QStringList imageFiles(const QString &folderOrPattern)
{
    QStringList files = filesNamedBy(folderOrPattern);
    files.removeIf([](const QString &file) { return !hasImageSuffix(file); });
    return files;
}

bool isNumberedSequence(const QStringList &files)
{
    static const QRegularExpression parts(QStringLiteral("^(.*?)(\\d+)(\\D*)$"),
                                          QRegularExpression::DotMatchesEverythingOption);
    if (files.size() < 10)
        return false;
    const auto first = parts.match(files.first());
    const qlonglong start = first.captured(2).toLongLong();
    for (qsizetype i = 0; i < files.size(); ++i) {
        const auto match = parts.match(files[i]);
        if (!match.hasMatch() || match.captured(1) != first.captured(1) || match.captured(3) != first.captured(3) ||
            match.captured(2).toLongLong() != start + i)
            return false;
    }
    return true;
}

QStringList fileNames(const QStringList &files)
{
    const auto folderOf = [](const QString &file) { return file.left(file.lastIndexOf(QLatin1Char('/')) + 1); };
    const QString folder = files.isEmpty() ? QString() : folderOf(files.first());
    if (!std::all_of(files.begin(), files.end(), [&](const QString &file) { return folderOf(file) == folder; }))
        return files;
    QStringList names;
    for (const QString &file : files)
        names.append(file.mid(folder.size()));
    return names;
}

} // namespace sightglass
