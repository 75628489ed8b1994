// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/detectionsmodel.h"

#include "core/export/csvformat.h"
#include "core/overlay/maskpicture.h"
#include "core/overlay/skeletondrawing.h"
#include "core/values/visibletext.h"
#include "ui/theme/theme.h"

#include <QGuiApplication>
#include <QLocale>
#include <QPalette>

#include <opencv2/core.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
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

int alignmentOf(int column)
{
    const bool isText = column == DetectionsModel::ClassColumn || column == DetectionsModel::ShapeColumn;
    return static_cast<int>(Qt::AlignVCenter | (isText ? Qt::AlignLeft : Qt::AlignRight));
}

double degrees(float radians)
{
    return static_cast<double>(radians) * 180.0 / std::numbers::pi;
}

} // namespace

DetectionsModel::DetectionsModel(QObject *parent)
    : QAbstractTableModel(parent)
{}

void DetectionsModel::setDetections(const Detections &detections, const CandidatesPtr &candidates, cv::Size frame)
{
    const int before = rowCount();
    const int after = static_cast<int>(detections.size());
    m_candidates = candidates;
    m_frame = frame;
    m_shapes.assign(detections.size(), std::nullopt);
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

QString DetectionsModel::boxText(const Detection &detection, int column) const
{
    return detection.wholePicture ? QString() : number(coordinate(detection, column), 0);
}

QString DetectionsModel::shapeText(std::size_t row) const
{
    const Detection &detection = m_detections[row];
    QStringList parts;
    if (detection.wholePicture)
        parts.append(tr("whole picture"));
    if (detection.shape) {
        const Shape &shape = *detection.shape;
        if (shape.oriented) {
            // Half a turn changes nothing about a box.
            parts.append(tr("turned %1°").arg(qRound(std::remainder(degrees(shape.oriented->angle), 180.0))));
        }
        const auto points = static_cast<qsizetype>(shape.keypoints.size());
        const auto seen = std::count_if(shape.keypoints.begin(), shape.keypoints.end(), [](const Keypoint &keypoint) {
            return keypoint.confidence >= leastKeypointConfidence;
        });
        if (points > 0 && seen < points)
            parts.append(tr("%1 of %2 keypoints").arg(QString::number(seen), QString::number(points)));
        else if (points > 0)
            parts.append(points == 1 ? tr("1 keypoint") : tr("%1 keypoints").arg(points));
        if (shape.mask.planes)
            parts.append(
                tr("mask %1 px").arg(QLocale().toString(cv::countNonZero(sourceMask(detection, m_frame).pixels))));
    }
    return parts.join(QLatin1String(", "));
}

bool DetectionsModel::isTurned(int row) const
{
    const Detection &detection = m_detections[static_cast<std::size_t>(row)];
    return detection.shape && detection.shape->oriented;
}

QString DetectionsModel::csvHeader(bool turned)
{
    const QString upright = QStringLiteral("class,score,x,y,width,height");
    return turned ? upright + QStringLiteral(",angle,own_width,own_height") : upright;
}

QString DetectionsModel::csvLine(int row, bool turned) const
{
    const Detection &detection = m_detections[static_cast<std::size_t>(row)];
    QStringList fields{QString::fromUtf8(csvField(className(detection))), number(detection.score, 3)};
    for (int column = XColumn; column <= HeightColumn; ++column)
        fields.append(number(coordinate(detection, column), 1));
    if (isTurned(row)) {
        const OrientedBox &box = *detection.shape->oriented;
        fields.append(
            {QString::number(degrees(box.angle), 'f', 1), number(box.size.width, 1), number(box.size.height, 1)});
    } else if (turned) {
        fields.append({QString(), QString(), QString()});
    }
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
            return visibleText(className(detection));
        if (index.column() == ScoreColumn)
            return number(detection.score, 2);
        if (index.column() == ShapeColumn) {
            auto &text = m_shapes[static_cast<std::size_t>(index.row())];
            if (!text)
                text = shapeText(static_cast<std::size_t>(index.row()));
            return *text;
        }
        return boxText(detection, index.column());
    case ColourRole:
        return index.column() == ClassColumn ? QVariant(classColour(m_style, className(detection))) : QVariant();
    case Qt::TextAlignmentRole:
        return alignmentOf(index.column());
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
    static const std::array<const char *, columnTotal> titles{
        QT_TR_NOOP("Class"), QT_TR_NOOP("Score"), QT_TR_NOOP("x px"), QT_TR_NOOP("y px"),
        QT_TR_NOOP("w px"),  QT_TR_NOOP("h px"),  QT_TR_NOOP("Shape")};
    static const std::array<const char *, columnTotal> help{
        QT_TR_NOOP("Class of the detection"),
        QT_TR_NOOP("How sure the model is, 0 to 1"),
        QT_TR_NOOP("Left edge of the box, in pixels of the source"),
        QT_TR_NOOP("Upper edge of the box, in pixels of the source"),
        QT_TR_NOOP("Width of the box, in pixels of the source"),
        QT_TR_NOOP("Height of the box, in pixels of the source"),
        QT_TR_NOOP(
            "What the model tells beyond the box: by how much it is turned clockwise, keypoints, pixels of the mask")};
    switch (role) {
    case Qt::DisplayRole:
        return tr(titles[static_cast<std::size_t>(section)]);
    case Qt::ToolTipRole:
        return tr(help[static_cast<std::size_t>(section)]);
    case Qt::TextAlignmentRole:
        return alignmentOf(section);
    default:
        return {};
    }
}

} // namespace sightglass
