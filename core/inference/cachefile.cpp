// SPDX-License-Identifier: Apache-2.0
#include "core/inference/cachefile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSaveFile>
#include <QStandardPaths>

#include <utility>

namespace sightglass
{

namespace
{

/// Each takes some hundred bytes.
constexpr qsizetype mostEntries = 500;

QJsonObject readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

} // namespace

CacheFile::CacheFile(QString path)
    : m_path(std::move(path))
{}

CacheFile CacheFile::ofUser(const QString &name)
{
    return CacheFile(QDir(QStandardPaths::writableLocation(QStandardPaths::CacheLocation)).filePath(name));
}

QJsonObject CacheFile::find(const QString &key) const
{
    return readAll(m_path).value(key).toObject();
}

void CacheFile::add(const QString &key, const QJsonObject &entry) const
{
    QJsonObject all = readAll(m_path);
    if (all.size() >= mostEntries)
        all = {};
    all[key] = entry;
    QDir().mkpath(QFileInfo(m_path).absolutePath());
    QSaveFile file(m_path);
    if (file.open(QIODevice::WriteOnly) && file.write(QJsonDocument(all).toJson()) > 0)
        file.commit();
}

} // namespace sightglass
