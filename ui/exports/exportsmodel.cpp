// SPDX-License-Identifier: Apache-2.0
#include "ui/exports/exportsmodel.h"

#include "core/values/visibletext.h"
#include "ui/transport/timetext.h"
#include "ui/widgets/outsidetext.h"

#include <QFileInfo>
#include <QLocale>

#include <algorithm>

namespace sightglass
{

namespace
{

using Fate = QueuedExport::Fate;

QString stateText(const QueuedExport &queued)
{
    switch (queued.fate) {
    case Fate::Waiting:
        return ExportsModel::tr("Waiting");
    case Fate::Running:
        return ExportsModel::tr("Running");
    case Fate::Paused:
        return ExportsModel::tr("Paused");
    case Fate::Whole:
        return ExportsModel::tr("Done");
    case Fate::Incomplete:
        return ExportsModel::tr("Frames missing");
    case Fate::Failed:
        return ExportsModel::tr("Failed");
    case Fate::Cancelled:
        return ExportsModel::tr("Cancelled");
    case Fate::Interrupted:
        return ExportsModel::tr("Interrupted");
    }
    return {};
}

QString detailText(const QueuedExport &queued)
{
    if (queued.isActive())
        return queued.progress.written > 0 ? figuresText(queued.progress) : ExportsModel::tr("Loading the model…");
    if (queued.hasEnded())
        return visibleText(queued.outcome.message);
    return visibleText(queued.request.source.displayName());
}

QVariant shareOf(const QueuedExport &queued)
{
    const ExportProgress &progress = queued.progress;
    if (!queued.isActive() || progress.total.value_or(0) <= 0)
        return {};
    return std::clamp(static_cast<double>(progress.written) / static_cast<double>(*progress.total), 0.0, 1.0);
}

QString helpOf(const QueuedExport &queued)
{
    QStringList lines{queued.request.source.displayName()};
    for (const QString &target : queued.request.targets())
        lines.append(QStringLiteral("→ ") + target);
    if (queued.hasEnded())
        lines << queued.outcome.message << queued.outcome.suggestion;
    lines.removeAll(QString());
    return toolTipText(lines.join(QLatin1Char('\n')));
}

} // namespace

ExportsModel::ExportsModel(const ExportQueue &queue, QObject *parent)
    : QAbstractListModel(parent)
    , m_queue(queue)
{
    follow();
    connect(&queue, &ExportQueue::listChanged, this, &ExportsModel::follow);
    connect(&queue, &ExportQueue::changed, this, &ExportsModel::update);
}

/// Rows go and come one by one, so that what is selected stays.
void ExportsModel::follow()
{
    for (int row = static_cast<int>(m_ids.size()) - 1; row >= 0; --row) {
        if (m_queue.find(m_ids[static_cast<std::size_t>(row)]))
            continue;
        beginRemoveRows({}, row, row);
        m_ids.erase(m_ids.begin() + row);
        endRemoveRows();
    }
    const std::vector<QueuedExport> &exports = m_queue.exports();
    if (m_ids.size() == exports.size())
        return;
    beginInsertRows({}, static_cast<int>(m_ids.size()), static_cast<int>(exports.size()) - 1);
    while (m_ids.size() < exports.size())
        m_ids.push_back(exports[m_ids.size()].id);
    endInsertRows();
}

void ExportsModel::update(int id)
{
    const auto found = std::find(m_ids.begin(), m_ids.end(), id);
    if (found == m_ids.end())
        return;
    const QModelIndex changed = index(static_cast<int>(found - m_ids.begin()));
    Q_EMIT dataChanged(changed, changed);
}

int ExportsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_ids.size());
}

QVariant ExportsModel::data(const QModelIndex &index, int role) const
{
    const QueuedExport *queued = index.isValid() ? m_queue.find(m_ids[static_cast<std::size_t>(index.row())]) : nullptr;
    if (!queued)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return visibleText(QFileInfo(queued->request.targets().value(0)).fileName());
    case Qt::AccessibleTextRole:
        return QStringList{index.data().toString(), stateText(*queued), detailText(*queued)}.join(QStringLiteral(", "));
    case Qt::ToolTipRole:
        return helpOf(*queued);
    case IdRole:
        return queued->id;
    case StateRole:
        return stateText(*queued);
    case DetailRole:
        return detailText(*queued);
    case ShareRole:
        return shareOf(*queued);
    case ProblemRole:
        return queued->fate == Fate::Failed || queued->fate == Fate::Incomplete;
    default:
        return {};
    }
}

QString figuresText(const ExportProgress &progress)
{
    const QString frames = progress.total ? ExportsModel::tr("%1 / %2").arg(QString::number(progress.written),
                                                                            QString::number(*progress.total))
                                          : QString::number(progress.written);
    QStringList figures{ExportsModel::tr("%1 frames").arg(frames),
                        ExportsModel::tr("%1 fps").arg(QString::number(progress.perSecond, 'f', 1))};
    if (progress.secondsLeft)
        figures.append(ExportsModel::tr("%1 left").arg(timeText(*progress.secondsLeft, false)));
    if (progress.videoBytes)
        figures.append(
            ExportsModel::tr("about %1 in the end").arg(QLocale().formattedDataSize(*progress.videoBytes, 1)));
    return figures.join(QStringLiteral(" · "));
}

} // namespace sightglass
