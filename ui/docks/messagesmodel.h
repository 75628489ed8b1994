// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/error.h"

#include <QAbstractListModel>
#include <QDateTime>

#include <deque>

namespace sightglass
{

/// The messages, oldest first; the newest `capacity` of them.
class MessagesModel : public QAbstractListModel
{
    Q_OBJECT

public:
    static constexpr std::size_t capacity = 500;

    enum class Severity
    {
        Note,
        Warning,
        Error
    };
    enum Role
    {
        SeverityRole = Qt::UserRole, ///< int of Severity.
        TimeRole,                    ///< "14:03:21", of the newest occurrence.
        SuggestionRole,
        DetailRole,
        CountRole,    ///< int, how often it came, from 1.
        ExpandedRole, ///< bool, whether the detail is shown; can be set.
    };

    explicit MessagesModel(QObject *parent = nullptr);

    /// Whether it is new; a message that is there already is counted instead.
    bool add(Severity severity, const Error &error, const QDateTime &when = QDateTime::currentDateTime());
    void clear();
    /// "14:03:21 Error: ... (x 3)", then suggestion and detail, a line each.
    QString toText(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;

private:
    struct Message
    {
        Severity severity = Severity::Note;
        Error error;
        QDateTime when;
        int count = 1;
        bool expanded = false;
    };

    std::deque<Message> m_messages;
};

} // namespace sightglass

Q_DECLARE_METATYPE(sightglass::MessagesModel::Severity)
