// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/exportqueue.h"

#include <QAbstractListModel>

#include <vector>

namespace sightglass
{

/// The exports of a queue, as rows in its order. The queue outlives it.
class ExportsModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role
    {
        IdRole = Qt::UserRole, ///< int, the queue's.
        StateRole,             ///< One word: "Running".
        DetailRole,            ///< How it gets on, or what came of it.
        ShareRole,             ///< double, 0 to 1, of what is done; none: there is no bar.
        ProblemRole,           ///< bool: it failed, or lacks frames.
    };

    explicit ExportsModel(const ExportQueue &queue, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    void follow();
    void update(int id);

    const ExportQueue &m_queue;
    std::vector<int> m_ids; ///< As they were told to the views.
};

/// "63 / 200 frames · 31.0 fps · 0:04 left · about 2.1 MB in the end", as much of it as is known.
QString figuresText(const ExportProgress &progress);

} // namespace sightglass
