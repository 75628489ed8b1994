// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSet>
#include <QSortFilterProxyModel>

namespace sightglass
{

/// The rows of a ClassModel whose name holds a text, and on request those alone that are on the picture, or were in the
/// last two seconds: rows do not come and go with single frames.
class ClassFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit ClassFilter(QObject *parent = nullptr);

    void setPresentOnly(bool only);
    bool presentOnly() const { return m_presentOnly; }
    /// The classes on the picture at this moment, milliseconds of a steady clock.
    void setPresent(const QSet<int> &ids, qint64 now);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    QHash<int, qint64> m_lastSeen; ///< Of what counts as present.
    bool m_presentOnly = false;
};

} // namespace sightglass
