// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/statisticsmodel.h"

#include "ui/widgets/wording.h"

namespace sightglass
{

namespace
{

struct Text
{
    const char *title;
    const char *help;
};

constexpr std::array<Text, StatisticsModel::stageCount> stages{{
    {QT_TRANSLATE_NOOP("sightglass::StatisticsModel", "Capture"),
     QT_TRANSLATE_NOOP("sightglass::StatisticsModel", "Reading and decoding the source")},
    {QT_TRANSLATE_NOOP("sightglass::StatisticsModel", "Pre-process"),
     QT_TRANSLATE_NOOP("sightglass::StatisticsModel", "Scaling and converting the picture for the model")},
    {QT_TRANSLATE_NOOP("sightglass::StatisticsModel", "Inference"),
     QT_TRANSLATE_NOOP("sightglass::StatisticsModel", "The model itself")},
    {QT_TRANSLATE_NOOP("sightglass::StatisticsModel", "Post-process"),
     QT_TRANSLATE_NOOP("sightglass::StatisticsModel", "Reading boxes from the model's outputs")},
    {QT_TRANSLATE_NOOP("sightglass::StatisticsModel", "Display"),
     QT_TRANSLATE_NOOP("sightglass::StatisticsModel", "Converting and scaling the picture for the view")},
    {QT_TRANSLATE_NOOP("sightglass::StatisticsModel", "End to end"),
     QT_TRANSLATE_NOOP("sightglass::StatisticsModel", "From capture to the view, with the frame's own boxes")},
}};

constexpr std::array<Text, StatisticsModel::columnTotal> columns{{
    {QT_TRANSLATE_NOOP("sightglass::StatisticsModel", "Stage"),
     QT_TRANSLATE_NOOP("sightglass::StatisticsModel", "Stages in the order of the flow")},
    {QT_TRANSLATE_NOOP("sightglass::StatisticsModel", "Rate\n1/s"),
     QT_TRANSLATE_NOOP("sightglass::StatisticsModel", "Frames a second, over the last two seconds")},
    {QT_TRANSLATE_NOOP("sightglass::StatisticsModel", "p50\nms"),
     QT_TRANSLATE_NOOP("sightglass::StatisticsModel", "Half of the newest 512 frames took at most so long")},
    {QT_TRANSLATE_NOOP("sightglass::StatisticsModel", "p95\nms"),
     QT_TRANSLATE_NOOP("sightglass::StatisticsModel", "95 % of the newest 512 frames took at most so long")},
    {QT_TRANSLATE_NOOP("sightglass::StatisticsModel", "p99\nms"),
     QT_TRANSLATE_NOOP("sightglass::StatisticsModel", "99 % of the newest 512 frames took at most so long")},
    {QT_TRANSLATE_NOOP("sightglass::StatisticsModel", "Duration\nlast 60 s"),
     QT_TRANSLATE_NOOP("sightglass::StatisticsModel", "Durations of the last minute, four a second")},
}};

QString numberText(const StageSnapshot &stage, int column)
{
    if (stage.count == 0)
        return QStringLiteral("–");
    switch (column) {
    case StatisticsModel::RateColumn:
        return decimalText(stage.perSecond);
    case StatisticsModel::P50Column:
        return decimalText(stage.p50);
    case StatisticsModel::P95Column:
        return decimalText(stage.p95);
    case StatisticsModel::P99Column:
        return decimalText(stage.p99);
    default:
        return {};
    }
}

bool isNumber(int column)
{
    return column >= StatisticsModel::RateColumn && column <= StatisticsModel::P99Column;
}

} // namespace

StatisticsModel::StatisticsModel(QObject *parent)
    : QAbstractTableModel(parent)
{}

void StatisticsModel::setStatistics(const LaneStatistics &statistics)
{
    const ModelStatistics &model = statistics.models.front();
    m_stages = {statistics.capture, model.preprocess,   model.inference,
                model.postprocess,  statistics.display, statistics.endToEnd};
    Q_EMIT dataChanged(index(0, RateColumn), index(stageCount - 1, P99Column));
}

int StatisticsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : stageCount;
}

int StatisticsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columnTotal;
}

QVariant StatisticsModel::data(const QModelIndex &index, int role) const
{
    const auto row = static_cast<std::size_t>(index.row());
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == StageColumn)
            return tr(stages[row].title);
        return isNumber(index.column()) ? numberText(m_stages[row], index.column()) : QVariant();
    case Qt::TextAlignmentRole:
        return static_cast<int>(Qt::AlignVCenter | (isNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::ToolTipRole:
        return tr(stages[row].help);
    default:
        return {};
    }
}

QVariant StatisticsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const Text &text = columns[static_cast<std::size_t>(section)];
    switch (role) {
    case Qt::DisplayRole:
        return tr(text.title);
    case Qt::ToolTipRole:
        return tr(text.help);
    case Qt::TextAlignmentRole:
        return static_cast<int>(Qt::AlignBottom | (isNumber(section) ? Qt::AlignRight : Qt::AlignLeft));
    default:
        return {};
    }
}

} // namespace sightglass
