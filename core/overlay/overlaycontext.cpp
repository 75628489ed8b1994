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

QFont labelFont(double pixelSize)
{
    QFont font = QGuiApplication::font();
    font.setPixelSize(std::max(1, static_cast<int>(std::lround(pixelSize))));
    font.setWeight(QFont::Medium);
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
    font.setFeature("tnum", 1);
#endif
    return font;
}

} // namespace

OverlayContext::OverlayContext(QPainter &thePainter, const QTransform &theToOutput, const QRectF &theBounds,
                               const Annotation &theAnnotation, const OverlayStyle &theStyle)
    : painter(thePainter)
    , toOutput(theToOutput)
    , bounds(theBounds)
    , annotation(theAnnotation)
    , style(theStyle)
    , metrics(labelFont(theStyle.fontSize), thePainter.device())
    , deviceRatio(thePainter.device()->devicePixelRatioF())
{
    painter.setFont(labelFont(style.fontSize));
    double digitWidth = 0.0;
    for (char digit = '0'; digit <= '9'; ++digit)
        digitWidth = std::max(digitWidth, metrics.horizontalAdvance(QLatin1Char(digit)));
    scoreWidth = 3 * digitWidth + metrics.horizontalAdvance(QLatin1Char('.'));
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
    made.colour = classColour(style, classId, name);
    made.text = textColourOn(made.colour);
    return m_looks.emplace(classId, made).first->second;
}

double OverlayContext::lineWidth(std::size_t index) const
{
    const double width = std::max(1.0, style.lineWidth);
    return isHighlighted(index) ? 2.0 * width : width;
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
