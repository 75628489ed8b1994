// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/messagesmodel.h"

#include "core/values/visibletext.h"

#include <algorithm>

namespace sightglass
{

MessagesModel::MessagesModel(QObject *parent)
    : QAbstractListModel(parent)
{}

bool MessagesModel::add(Severity severity, const Error &told, const QDateTime &when)
{
    const Error error{visibleLines(told.message), visibleLines(told.suggestion), visibleLines(told.detail)};
    const auto same = std::find_if(m_messages.begin(), m_messages.end(), [&](const Message &message) {
        return message.severity == severity && message.error.message == error.message &&
               message.error.suggestion == error.suggestion;
    });
    if (same != m_messages.end()) {
        ++same->count;
        same->when = when;
        same->error.detail = error.detail;
        const QModelIndex changed = index(static_cast<int>(same - m_messages.begin()));
        Q_EMIT dataChanged(changed, changed);
        return false;
    }
    if (m_messages.size() == capacity) {
        beginRemoveRows({}, 0, 0);
        m_messages.pop_front();
        endRemoveRows();
    }
    beginInsertRows({}, rowCount(), rowCount());
    m_messages.push_back({severity, error, when});
    endInsertRows();
    return true;
}

void MessagesModel::clear()
{
    beginResetModel();
    m_messages.clear();
    endResetModel();
}

QString MessagesModel::toText(int row) const
{
    const Message &message = m_messages[static_cast<std::size_t>(row)];
    const QString kind = message.severity == Severity::Error     ? tr("Error")
                         : message.severity == Severity::Warning ? tr("Warning")
                                                                 : tr("Note");
    QString text = message.when.toString(QStringLiteral("HH:mm:ss ")) + kind + QStringLiteral(": ");
    Error counted = message.error;
    if (message.count > 1)
        counted.message += QStringLiteral(" (× %1)").arg(message.count);
    return text + counted.toText();
}

int MessagesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_messages.size());
}

QVariant MessagesModel::data(const QModelIndex &index, int role) const
{
    const Message &message = m_messages[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return message.error.message;
    case Qt::AccessibleTextRole:
        return toText(index.row());
    case Qt::ToolTipRole:
        return message.error.detail.isEmpty() || message.expanded ? QVariant() : tr("Double click for the details");
    case SeverityRole:
        return static_cast<int>(message.severity);
    case TimeRole:
        return message.when.toString(QStringLiteral("HH:mm:ss"));
    case SuggestionRole:
        return message.error.suggestion;
    case DetailRole:
        return message.error.detail;
    case CountRole:
        return message.count;
    case ExpandedRole:
        return message.expanded;
    default:
        return {};
    }
}

bool MessagesModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    Message &message = m_messages[static_cast<std::size_t>(index.row())];
    if (role != ExpandedRole || message.error.detail.isEmpty())
        return false;
    message.expanded = value.toBool();
    Q_EMIT dataChanged(index, index, {ExpandedRole});
    return true;
}

} // namespace sightglass
