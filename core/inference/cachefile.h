// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonObject>
#include <QString>

namespace sightglass
{

/// What was found out once and is worth keeping from one start to the next: JSON objects by keys, in one file. One that
/// cannot be read or written is as good as none. Any thread, and several programs at once, of which one may lose what
/// another added.
class CacheFile
{
public:
    explicit CacheFile(QString path);
    /// Of this name, in the cache folder of the user whose program this is.
    static CacheFile ofUser(const QString &name);

    /// Empty: nothing is kept there.
    QJsonObject find(const QString &key) const;
    /// Beyond some hundred entries the file is begun anew.
    void add(const QString &key, const QJsonObject &entry) const;

private:
    QString m_path;
};

} // namespace sightglass
