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
#include <numeric>
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

void DetectionsModel::setPresentation(const Presentation &presentation)
{
    const Detections &detections = presentation.result().detections;
    const int before = rowCount();
    const int after = static_cast<int>(detections.size());
    m_candidates = presentation.result().candidates;
    m_frame = presentation.frame.id.index;
    m_seconds = presentation.frame.seconds();
    m_size = presentation.frame.image.size();
    const auto take = [&] {
        m_detections = detections;
        arrange();
    };
    if (after < before) {
        beginRemoveRows({}, after, before - 1);
        take();
        endRemoveRows();
    } else if (after > before) {
        beginInsertRows({}, before, after - 1);
        take();
        endInsertRows();
    } else {
        take();
    }
    changed(0, std::min(before, after) - 1);
}

void DetectionsModel::arrange()
{
    m_shapes.assign(m_detections.size(), std::nullopt);
    m_order.resize(m_detections.size());
    std::iota(m_order.begin(), m_order.end(), std::size_t(0));
    if (m_sortColumn < 0)
        return;
    const auto sortBy = [this](auto key) {
        std::stable_sort(m_order.begin(), m_order.end(), [&](std::size_t a, std::size_t b) {
            return m_sortOrder == Qt::AscendingOrder ? key(m_detections[a]) < key(m_detections[b])
                                                     : key(m_detections[b]) < key(m_detections[a]);
        });
    };
    if (m_sortColumn == ClassColumn)
        sortBy([this](const Detection &detection) { return className(detection).toCaseFolded(); });
    else if (m_sortColumn == ScoreColumn)
        sortBy([](const Detection &detection) { return detection.score; });
    else if (m_sortColumn == ShapeColumn)
        sortBy([this](const Detection &detection) { return shapeText(detection); });
    else
        sortBy([this](const Detection &detection) { return coordinate(detection, m_sortColumn); });
}

void DetectionsModel::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = column;
    m_sortOrder = order;
    arrange();
    changed(0, rowCount() - 1);
    Q_EMIT layoutChanged();
}

std::optional<int> DetectionsModel::rowOf(std::optional<std::size_t> detection) const
{
    const auto found = detection ? std::find(m_order.begin(), m_order.end(), *detection) : m_order.end();
    return found == m_order.end() ? std::nullopt : std::optional(static_cast<int>(found - m_order.begin()));
}

void DetectionsModel::setStyle(const OverlayStyle &style)
{
    m_style = style;
    changed(0, rowCount() - 1);
}

void DetectionsModel::setUnits(BoxUnits units)
{
    m_units = units;
    changed(0, rowCount() - 1);
    Q_EMIT headerDataChanged(Qt::Horizontal, XColumn, HeightColumn);
}

void DetectionsModel::setHighlighted(std::optional<std::size_t> detection)
{
    for (const auto &touched : {std::exchange(m_highlighted, detection), detection}) {
        if (const auto row = rowOf(touched))
            changed(*row, *row);
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
    if (detection.wholePicture)
        return {};
    if (m_units == BoxUnits::Pixels)
        return number(coordinate(detection, column), 0);
    const bool across = column == XColumn || column == WidthColumn;
    const int whole = std::max(1, across ? m_size.width : m_size.height);
    return number(100.f * coordinate(detection, column) / static_cast<float>(whole), 1);
}

QString DetectionsModel::shapeText(const Detection &detection) const
{
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
                tr("mask %1 px").arg(QLocale().toString(cv::countNonZero(sourceMask(detection, m_size).pixels))));
    }
    return parts.join(QLatin1String(", "));
}

bool DetectionsModel::isTurned(int row) const
{
    const Detection &detection = at(row);
    return detection.shape && detection.shape->oriented;
}

QString DetectionsModel::csvHeader(bool turned)
{
    const QString upright = QStringLiteral("frame,seconds,class,score,x,y,width,height");
    return turned ? upright + QStringLiteral(",angle,own_width,own_height") : upright;
}

QString DetectionsModel::csvLine(int row, bool turned) const
{
    const Detection &detection = at(row);
    QStringList fields{QString::number(m_frame), QString::number(m_seconds, 'f', 3),
                       QString::fromUtf8(csvField(className(detection))), number(detection.score, 3)};
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
    const Detection &detection = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == ClassColumn)
            return visibleText(className(detection));
        if (index.column() == ScoreColumn)
            return number(detection.score, 2);
        if (index.column() == ShapeColumn) {
            auto &text = m_shapes[static_cast<std::size_t>(index.row())];
            if (!text)
                text = shapeText(detection);
            return *text;
        }
        return boxText(detection, index.column());
    case ColourRole:
        if (index.column() != ClassColumn)
            return {};
        return classColour(m_style, detection.classId, className(detection));
    case Qt::TextAlignmentRole:
        return alignmentOf(index.column());
    case Qt::BackgroundRole: {
        if (m_highlighted != detectionOf(index.row()))
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
    static const std::array<const char *, columnTotal> shares{
        titles[ClassColumn], titles[ScoreColumn], QT_TR_NOOP("x %"),  QT_TR_NOOP("y %"),
        QT_TR_NOOP("w %"),   QT_TR_NOOP("h %"),   titles[ShapeColumn]};
    static const std::array<const char *, columnTotal> help{
        QT_TR_NOOP("Class of the detection"),
        QT_TR_NOOP("How sure the model is, 0 to 1"),
        QT_TR_NOOP("Left edge of the box, in pixels of the source or percent of the picture's width"),
        QT_TR_NOOP("Upper edge of the box, in pixels of the source or percent of the picture's height"),
        QT_TR_NOOP("Width of the box, in pixels of the source or percent of the picture's"),
        QT_TR_NOOP("Height of the box, in pixels of the source or percent of the picture's"),
        QT_TR_NOOP(
            "What the model tells beyond the box: by how much it is turned clockwise, keypoints, pixels of the mask")};
    switch (role) {
    case Qt::DisplayRole:
        return tr((m_units == BoxUnits::Pixels ? titles : shares)[static_cast<std::size_t>(section)]);
    case Qt::ToolTipRole:
        return tr(help[static_cast<std::size_t>(section)]);
    case Qt::TextAlignmentRole:
        return alignmentOf(section);
    case Qt::InitialSortOrderRole:
        return static_cast<int>(section == ScoreColumn ? Qt::DescendingOrder : Qt::AscendingOrder);
    default:
        return {};
    }
}

} // namespace sightglass
