// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/detectionsmodel.h"

#include "ui/theme/theme.h"

#include <QGuiApplication>
#include <QPalette>

#include <algorithm>
#include <array>
#include <utility>

namespace sightglass
{

namespace
{

float coordinate(const Detection &detection, int column)
{
    switch (column) {
    case DetectionsModel::XColumn:
        return detection.box.x;
    case DetectionsModel::YColumn:
        return detection.box.y;
    case DetectionsModel::WidthColumn:
        return detection.box.width;
    default:
        return detection.box.height;
    }
}

QString number(float value, int decimals)
{
    return QString::number(static_cast<double>(value), 'f', decimals);
}

} // namespace

DetectionsModel::DetectionsModel(QObject *parent)
    : QAbstractTableModel(parent)
{}

void DetectionsModel::setDetections(const Detections &detections, const CandidatesPtr &candidates)
{
    const int before = rowCount();
    const int after = static_cast<int>(detections.size());
    m_candidates = candidates;
    if (after < before) {
        beginRemoveRows({}, after, before - 1);
        m_detections = detections;
        endRemoveRows();
    } else if (after > before) {
        beginInsertRows({}, before, after - 1);
        m_detections = detections;
        endInsertRows();
    } else {
        m_detections = detections;
    }
    changed(0, std::min(before, after) - 1);
}

void DetectionsModel::setStyle(const OverlayStyle &style)
{
    m_style = style;
    changed(0, rowCount() - 1);
}

void DetectionsModel::setHighlighted(std::optional<std::size_t> row)
{
    for (const auto &touched : {std::exchange(m_highlighted, row), row}) {
        if (touched && *touched < m_detections.size())
            changed(static_cast<int>(*touched), static_cast<int>(*touched));
    }
}

void DetectionsModel::changed(int first, int last)
{
    if (last >= first)
        Q_EMIT dataChanged(index(first, 0), index(last, columnTotal - 1));
}

QString DetectionsModel::className(const Detection &detection) const
{
    return m_candidates ? m_candidates->className(detection.classId) : Candidates().className(detection.classId);
}

QString DetectionsModel::csvLine(int row) const
{
    const Detection &detection = m_detections[static_cast<std::size_t>(row)];
    QString name = className(detection);
    if (name.contains(QLatin1Char(',')) || name.contains(QLatin1Char('"')) || name.contains(QLatin1Char('\n')))
        name = QLatin1Char('"') + name.replace(QLatin1Char('"'), QStringLiteral("\"\"")) + QLatin1Char('"');
    QStringList fields{name, number(detection.score, 3)};
    for (int column = XColumn; column <= HeightColumn; ++column)
        fields.append(number(coordinate(detection, column), 1));
    return fields.join(QLatin1Char(','));
}

int DetectionsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_detections.size());
}

int DetectionsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columnTotal;
}

QVariant DetectionsModel::data(const QModelIndex &index, int role) const
{
    const Detection &detection = m_detections[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == ClassColumn)
            return className(detection);
        if (index.column() == ScoreColumn)
            return number(detection.score, 2);
        return number(coordinate(detection, index.column()), 0);
    case Qt::DecorationRole:
        return index.column() == ClassColumn ? QVariant(classColour(m_style, className(detection))) : QVariant();
    case Qt::TextAlignmentRole:
        return static_cast<int>(Qt::AlignVCenter | (index.column() == ClassColumn ? Qt::AlignLeft : Qt::AlignRight));
    case Qt::BackgroundRole: {
        if (m_highlighted != static_cast<std::size_t>(index.row()))
            return {};
        QColor tint = Theme::signalColours(QGuiApplication::palette()).accent;
        tint.setAlphaF(0.22f);
        return tint;
    }
    default:
        return {};
    }
}

QVariant DetectionsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    static const std::array<const char *, columnTotal> titles{QT_TR_NOOP("Class"), QT_TR_NOOP("Score"),
                                                              QT_TR_NOOP("x px"),  QT_TR_NOOP("y px"),
                                                              QT_TR_NOOP("w px"),  QT_TR_NOOP("h px")};
    static const std::array<const char *, columnTotal> help{
        QT_TR_NOOP("Class of the detection"),
        QT_TR_NOOP("How sure the model is, 0 to 1"),
        QT_TR_NOOP("Left edge of the box, in pixels of the source"),
        QT_TR_NOOP("Upper edge of the box, in pixels of the source"),
        QT_TR_NOOP("Width of the box, in pixels of the source"),
        QT_TR_NOOP("Height of the box, in pixels of the source")};
    switch (role) {
    case Qt::DisplayRole:
        return tr(titles[static_cast<std::size_t>(section)]);
    case Qt::ToolTipRole:
        return tr(help[static_cast<std::size_t>(section)]);
    case Qt::TextAlignmentRole:
        return static_cast<int>(Qt::AlignVCenter | (section == ClassColumn ? Qt::AlignLeft : Qt::AlignRight));
    default:
        return {};
    }
}

} // namespace sightglass
