// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/classmodel.h"

#include "core/values/visibletext.h"
#include "ui/widgets/outsidetext.h"

#include <algorithm>
#include <array>

namespace sightglass
{

ClassModel::ClassModel(QObject *parent)
    : QAbstractTableModel(parent)
{}

void ClassModel::setClassNames(std::shared_ptr<const QStringList> names)
{
    beginResetModel();
    m_names = std::move(names);
    m_rows.clear();
    for (int id = 0; m_names && id < m_names->size(); ++id) {
        if (!m_names->at(id).isEmpty())
            m_rows.push_back({id, m_names->at(id), 0});
    }
    endResetModel();
}

void ClassModel::setThresholds(const Thresholds &thresholds)
{
    if (m_rules == thresholds.classes && m_common == thresholds.confidence)
        return;
    m_rules = thresholds.classes;
    m_common = thresholds.confidence;
    refresh(ShownColumn, ThresholdColumn);
}

void ClassModel::setStyle(const OverlayStyle &style)
{
    m_style = style;
    refresh(ColourColumn, ColourColumn);
}

void ClassModel::setCounts(const QHash<int, int> &counts)
{
    addMissing(counts);
    int first = -1;
    int last = -1;
    for (int i = 0; i < rowCount(); ++i) {
        Row &row = m_rows[static_cast<std::size_t>(i)];
        const int count = counts.value(row.id, 0);
        if (count == row.count)
            continue;
        row.count = count;
        first = first < 0 ? i : first;
        last = i;
    }
    if (first >= 0)
        Q_EMIT dataChanged(index(first, CountColumn), index(last, CountColumn));
}

void ClassModel::addMissing(const QHash<int, int> &counts)
{
    for (auto it = counts.cbegin(); it != counts.cend(); ++it) {
        const auto place = std::lower_bound(m_rows.begin(), m_rows.end(), it.key(),
                                            [](const Row &row, int id) { return row.id < id; });
        if (place != m_rows.end() && place->id == it.key())
            continue;
        const int at = static_cast<int>(place - m_rows.begin());
        beginInsertRows({}, at, at);
        m_rows.insert(place, {it.key(), name(it.key()), 0});
        endInsertRows();
    }
}

QString ClassModel::name(int classId) const
{
    if (m_names && classId >= 0 && classId < m_names->size() && !m_names->at(classId).isEmpty())
        return m_names->at(classId);
    return QStringLiteral("class %1").arg(classId);
}

int ClassModel::shownCount() const
{
    return static_cast<int>(
        std::count_if(m_rows.begin(), m_rows.end(), [this](const Row &row) { return rule(row.id).shown; }));
}

const ClassRule &ClassModel::rule(int classId) const
{
    static const ClassRule common;
    const auto found = m_rules.find(classId);
    return found == m_rules.end() ? common : found->second;
}

bool ClassModel::hasOwnThreshold(int classId) const
{
    return rule(classId).confidence.has_value();
}

float ClassModel::threshold(int classId) const
{
    return rule(classId).confidence.value_or(m_common);
}

template <typename Change>
void ClassModel::edit(const QList<int> &classIds, Change change)
{
    const std::map<int, ClassRule> before = m_rules;
    for (const int id : classIds) {
        ClassRule changed = rule(id);
        change(changed);
        if (changed == ClassRule())
            m_rules.erase(id);
        else
            m_rules[id] = changed;
    }
    if (m_rules == before)
        return;
    refresh(ShownColumn, ThresholdColumn);
    Q_EMIT rulesEdited();
}

void ClassModel::editShown(const QList<int> &classIds, bool shown)
{
    edit(classIds, [shown](ClassRule &rule) { rule.shown = shown; });
}

void ClassModel::editSolo(int classId)
{
    const auto isAlone = [this](int id) {
        return std::all_of(m_rows.begin(), m_rows.end(),
                           [&](const Row &row) { return rule(row.id).shown == (row.id == id); });
    };
    const bool isSolo = isAlone(classId);
    // From one class to the next, what was there before the first stays to come back to.
    if (!isSolo && !(m_solo && isAlone(*m_solo))) {
        m_hiddenBeforeSolo.clear();
        for (const Row &row : m_rows) {
            if (!rule(row.id).shown)
                m_hiddenBeforeSolo.append(row.id);
        }
    }
    QList<int> ids;
    for (const Row &row : m_rows)
        ids.append(row.id);
    m_solo = classId;
    int next = 0;
    edit(ids, [&](ClassRule &rule) {
        const int id = ids.at(next++);
        rule.shown = isSolo ? !m_hiddenBeforeSolo.contains(id) : id == classId;
    });
}

void ClassModel::editThreshold(const QList<int> &classIds, std::optional<float> threshold)
{
    edit(classIds, [threshold](ClassRule &rule) { rule.confidence = threshold; });
}

void ClassModel::refresh(Column first, Column last)
{
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, first), index(rowCount() - 1, last));
}

int ClassModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ClassModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columnTotal;
}

QVariant ClassModel::display(const Row &row, int column) const
{
    switch (column) {
    case NameColumn:
        return visibleText(row.name);
    case CountColumn:
        return QString::number(row.count);
    case ThresholdColumn:
        return hasOwnThreshold(row.id) ? QString::number(static_cast<double>(threshold(row.id)), 'f', 2)
                                       : QStringLiteral("–");
    default:
        return {};
    }
}

QVariant ClassModel::sortKey(const Row &row, int column) const
{
    switch (column) {
    case ShownColumn:
        return rule(row.id).shown ? 0 : 1;
    case CountColumn:
        return row.count;
    case ThresholdColumn:
        return threshold(row.id);
    default:
        return row.name.toCaseFolded();
    }
}

QVariant ClassModel::data(const QModelIndex &index, int role) const
{
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return display(row, index.column());
    case Qt::EditRole:
        // Below the range: no threshold of its own.
        return hasOwnThreshold(row.id) ? static_cast<double>(threshold(row.id)) : -1.0;
    case Qt::CheckStateRole:
        if (index.column() == ShownColumn)
            return rule(row.id).shown ? Qt::Checked : Qt::Unchecked;
        return {};
    case Qt::TextAlignmentRole:
        return static_cast<int>(Qt::AlignVCenter | (index.column() >= CountColumn ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::ToolTipRole:
        if (index.column() == ThresholdColumn)
            return toolTipText(
                tr("Own threshold of %1; – follows the confidence above. Drag sideways to turn, double click to type, "
                   "Delete to reset.")
                    .arg(row.name));
        if (index.column() == ColourColumn)
            return toolTipText(tr("Colour of %1; click to change").arg(row.name));
        return toolTipText(tr("%1 (class %2)").arg(row.name, QString::number(row.id)));
    case Qt::AccessibleTextRole:
        if (index.column() == ShownColumn)
            return tr("Show %1").arg(visibleText(row.name));
        return {};
    case SortRole:
        return sortKey(row, index.column());
    case IdRole:
        return row.id;
    case ColourRole:
        return classColour(m_style, row.id, row.name);
    case ThresholdRole:
        return static_cast<double>(threshold(row.id));
    default:
        return {};
    }
}

bool ClassModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const int id = m_rows[static_cast<std::size_t>(index.row())].id;
    if (role == Qt::CheckStateRole && index.column() == ShownColumn) {
        editShown({id}, value.toInt() == Qt::Checked);
        return true;
    }
    if (role == Qt::EditRole && index.column() == ThresholdColumn) {
        const double typed = value.toDouble();
        editThreshold({id}, typed < 0.0 ? std::nullopt : std::optional<float>(static_cast<float>(typed)));
        return true;
    }
    return false;
}

Qt::ItemFlags ClassModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    if (index.column() == ShownColumn)
        flags |= Qt::ItemIsUserCheckable;
    if (index.column() == ThresholdColumn)
        flags |= Qt::ItemIsEditable;
    return flags;
}

QVariant ClassModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::InitialSortOrderRole)
        return static_cast<int>(section >= CountColumn ? Qt::DescendingOrder : Qt::AscendingOrder);
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignVCenter | (section >= CountColumn ? Qt::AlignRight : Qt::AlignLeft));
    static const std::array<const char *, columnTotal> titles{"", "", QT_TR_NOOP("Class"), QT_TR_NOOP("Count"),
                                                              QT_TR_NOOP("Own")};
    static const std::array<const char *, columnTotal> help{
        QT_TR_NOOP("Whether the class is shown"), QT_TR_NOOP("Colour of the class"), QT_TR_NOOP("Name of the class"),
        QT_TR_NOOP("Detections on the frame on display"),
        QT_TR_NOOP("Own least score of the class, 0.00 to 1.00; – where the common one counts")};
    if (role == Qt::DisplayRole && *titles[static_cast<std::size_t>(section)] != '\0')
        return tr(titles[static_cast<std::size_t>(section)]);
    if (role == Qt::ToolTipRole || role == Qt::AccessibleTextRole)
        return tr(help[static_cast<std::size_t>(section)]);
    return {};
}

} // namespace sightglass
