// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/eventsmodel.h"

#include "ui/widgets/wording.h"

namespace sightglass
{

void EventsModel::setSpans(const std::vector<ClipSpan> &spans)
{
    if (spans == m_spans)
        return;
    // While a clip is gone through, most come at the end.
    const auto before = static_cast<int>(m_spans.size());
    const auto now = static_cast<int>(spans.size());
    if (now > before) {
        beginInsertRows({}, before, now - 1);
        m_spans = spans;
        endInsertRows();
    } else if (now < before) {
        beginRemoveRows({}, now, before - 1);
        m_spans = spans;
        endRemoveRows();
    } else {
        m_spans = spans;
    }
    if (now > 0)
        Q_EMIT dataChanged(index(0, 0), index(now - 1, columnTotal - 1));
}

int EventsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_spans.size());
}

int EventsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columnTotal;
}

QVariant EventsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const ClipSpan &span = m_spans[static_cast<std::size_t>(index.row())];
    switch (index.column()) {
    case TimeColumn:
        return timestampText(span.begin);
    case FramesColumn:
        return span.first == span.last
                   ? QString::number(span.first)
                   : QStringLiteral("%1–%2").arg(QString::number(span.first), QString::number(span.last));
    default:
        return tr("%1 s").arg(QString::number(span.end - span.begin, 'f', 2));
    }
}

QVariant EventsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn:
        return tr("Time");
    case FramesColumn:
        return tr("Frames");
    default:
        return tr("Length");
    }
}

} // namespace sightglass
