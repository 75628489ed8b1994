// SPDX-License-Identifier: Apache-2.0
#include "core/overlay/overlaycontext.h"

#include "core/values/visibletext.h"

#include <QGuiApplication>
#include <QPaintDevice>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

// In sizes of the font: names longer than that are elided.
constexpr double mostNameWidth = 14.0;
constexpr double mostSmallNameWidth = 7.0;

constexpr double smallShare = 0.8;
constexpr double leastSmallSize = 8.0; ///< Pixels: letters below that are guesses.

double smallSize(double pixelSize)
{
    return std::min(pixelSize, std::max(leastSmallSize, smallShare * pixelSize));
}

QFont labelFont(const OverlayStyle &style, double pixelSize)
{
    QFont font = style.fontFamily.isEmpty() ? QGuiApplication::font() : QFont(style.fontFamily);
    font.setPixelSize(std::max(1, static_cast<int>(std::lround(pixelSize))));
    font.setWeight(QFont::Medium);
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
    font.setFeature("tnum", 1);
#endif
    return font;
}

/// "0.00" in the widest digits.
double widthOfScore(const QFontMetricsF &metrics)
{
    double digitWidth = 0.0;
    for (char digit = '0'; digit <= '9'; ++digit)
        digitWidth = std::max(digitWidth, metrics.horizontalAdvance(QLatin1Char(digit)));
    return 3 * digitWidth + metrics.horizontalAdvance(QLatin1Char('.'));
}

bool highlightsOne(const Annotation &annotation, const OverlayStyle &style)
{
    const auto isDrawn = [&](const std::optional<std::size_t> &index) {
        if (!index || *index >= annotation.detections->size())
            return false;
        const Detection &detection = (*annotation.detections)[*index];
        return detection.wholePicture || Annotator::isDrawn(detection, style);
    };
    return isDrawn(annotation.highlighted) || isDrawn(annotation.selected);
}

/// Elided to a width; returns its own.
double shorten(QString &name, double width, double most, const QFontMetricsF &metrics)
{
    if (width <= most)
        return width;
    name = metrics.elidedText(name, Qt::ElideRight, most);
    return metrics.horizontalAdvance(name);
}

} // namespace

OverlayContext::OverlayContext(QPainter &thePainter, const QTransform &theToOutput, const QRectF &theBounds,
                               const Annotation &theAnnotation, const OverlayStyle &theStyle)
    : painter(thePainter)
    , toOutput(theToOutput)
    , bounds(theBounds)
    , annotation(theAnnotation)
    , style(theStyle)
    , font(labelFont(theStyle, theStyle.fontSize))
    , metrics(font, thePainter.device())
    , smallFont(labelFont(theStyle, smallSize(theStyle.fontSize)))
    , smallMetrics(smallFont, thePainter.device())
    , deviceRatio(thePainter.device()->devicePixelRatioF())
    , scoreWidth(widthOfScore(metrics))
    , smallScoreWidth(widthOfScore(smallMetrics))
    , m_highlights(highlightsOne(theAnnotation, theStyle))
{
    painter.setFont(font);
    spaceWidth = metrics.horizontalAdvance(QLatin1Char(' '));
}

const ClassLook &OverlayContext::look(std::size_t index)
{
    const int classId = detection(index).classId;
    const auto known = m_looks.find(classId);
    if (known != m_looks.end())
        return known->second;
    static const Candidates nameless;
    ClassLook made;
    const QString name = (annotation.candidates ? annotation.candidates : &nameless)->className(classId);
    made.name = visibleText(name);
    made.nameWidth = metrics.horizontalAdvance(made.name);
    made.shortName = made.smallName = made.name;
    made.shortWidth = shorten(made.shortName, made.nameWidth, mostNameWidth * style.fontSize, metrics);
    made.smallWidth = shorten(made.smallName, smallMetrics.horizontalAdvance(made.name),
                              mostSmallNameWidth * smallSize(style.fontSize), smallMetrics);
    made.colour = classColour(style, classId, name);
    made.text = textColourOn(made.colour);
    return m_looks.emplace(classId, made).first->second;
}

double OverlayContext::lineWidth() const
{
    return std::max(1.0, style.lineWidth);
}

double OverlayContext::lineWidth(std::size_t index) const
{
    return isHighlighted(index) ? 2.0 * lineWidth() : lineWidth();
}

QString OverlayContext::elided(const QString &name, double width) const
{
    return metrics.horizontalAdvance(name) <= width ? name : metrics.elidedText(name, Qt::ElideRight, width);
}

QString OverlayContext::scoreText(std::size_t index) const
{
    return QString::number(static_cast<double>(detection(index).score), 'f', 2);
}

double OverlayContext::snapped(double position) const
{
    return std::round(position * deviceRatio) / deviceRatio;
}

} // namespace sightglass
