// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/classfilter.h"

#include "ui/docks/classmodel.h"

namespace sightglass
{

namespace
{

constexpr qint64 memory = 2000; // milliseconds

} // namespace

ClassFilter::ClassFilter(QObject *parent)
    : QSortFilterProxyModel(parent)
{
    setFilterKeyColumn(ClassModel::NameColumn);
    setFilterCaseSensitivity(Qt::CaseInsensitive);
    setSortRole(ClassModel::SortRole);
    // Rows keep their places while counts change; whoever shows them says when they may move.
    setDynamicSortFilter(false);
}

void ClassFilter::setPresentOnly(bool only)
{
    m_presentOnly = only;
    invalidateRowsFilter();
}

void ClassFilter::setPresent(const QSet<int> &ids, qint64 now)
{
    bool changed = false;
    for (const int id : ids) {
        changed = changed || !m_lastSeen.contains(id);
        m_lastSeen.insert(id, now);
    }
    changed = m_lastSeen.removeIf([&](const auto &seen) { return now - seen.value() > memory; }) > 0 || changed;
    if (changed && m_presentOnly)
        invalidateRowsFilter();
}

bool ClassFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    if (m_presentOnly && !m_lastSeen.contains(sourceModel()->index(row, 0, parent).data(ClassModel::IdRole).toInt()))
        return false;
    return QSortFilterProxyModel::filterAcceptsRow(row, parent);
}

} // namespace sightglass
