// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/valueslider.h"

#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/numberfield.h"

#include <QHBoxLayout>
#include <QMouseEvent>
#include <QPainter>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <cmath>

namespace sightglass
{

namespace
{

constexpr int hundredths = 100;
constexpr double knobRadius = 6.0;
constexpr double histogramHeight = 24.0;

int toSteps(double value)
{
    return static_cast<int>(std::lround(value * hundredths));
}

double toValue(int steps)
{
    return static_cast<double>(steps) / hundredths;
}

} // namespace

HistogramSlider::HistogramSlider(QWidget *parent)
    : QSlider(Qt::Horizontal, parent)
{
    setRange(0, hundredths);
    setSingleStep(1);
    setPageStep(10);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    // An axis of numbers runs the same way in every script; the keys have to agree with it.
    setLayoutDirection(Qt::LeftToRight);
}

void HistogramSlider::setHistogram(const Histogram &histogram)
{
    if (histogram == m_histogram)
        return;
    m_histogram = histogram;
    update();
}

void HistogramSlider::setHistogramShown(bool shown)
{
    m_histogramShown = shown;
    updateGeometry();
    update();
}

QSize HistogramSlider::sizeHint() const
{
    return {160, minimumSizeHint().height()};
}

QSize HistogramSlider::minimumSizeHint() const
{
    const double knob = 2.0 * knobRadius + 4.0;
    return {80, static_cast<int>(m_histogramShown ? histogramHeight + knobRadius + 4.0 : knob)};
}

QRectF HistogramSlider::track() const
{
    const double y = m_histogramShown ? height() - knobRadius - 3.0 : height() / 2.0;
    const double inset = knobRadius + 2.0;
    return {inset, y - 1.5, width() - 2.0 * inset, 3.0};
}

void HistogramSlider::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QRectF line = track();
    const double x = line.left() + line.width() * value() / hundredths;
    const QColor hairline = palette().color(QPalette::Mid);
    const QColor accent = isEnabled() ? Theme::signalColours(palette()).accent : hairline;

    if (m_histogramShown) {
        QColor kept = accent;
        kept.setAlphaF(0.55f);
        QColor cutOff = palette().color(QPalette::PlaceholderText);
        cutOff.setAlphaF(0.45f);
        const QRectF bars(line.left(), 0.0, line.width(), line.top() - 1.0);
        m_histogram.paint(painter, bars, toValue(value()), kept, cutOff);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(hairline);
    painter.drawRoundedRect(line, 1.5, 1.5);
    painter.setBrush(accent);
    painter.drawRoundedRect(QRectF(QPointF(x, line.top()), line.bottomRight()), 1.5, 1.5);

    const QPointF centre(x, line.center().y());
    if (hasFocus()) {
        QColor halo = accent;
        halo.setAlphaF(0.35f);
        painter.setBrush(halo);
        painter.drawEllipse(centre, knobRadius + 2.0, knobRadius + 2.0);
    }
    painter.setBrush(palette().color(QPalette::Base));
    painter.setPen(QPen(accent, 2.0));
    painter.drawEllipse(centre, knobRadius - 1.0, knobRadius - 1.0);
}

void HistogramSlider::moveTo(double x)
{
    const QRectF line = track();
    setValue(static_cast<int>(std::lround(hundredths * (x - line.left()) / line.width())));
}

void HistogramSlider::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton) {
        event->ignore();
        return;
    }
    setSliderDown(true);
    moveTo(event->position().x());
}

void HistogramSlider::mouseMoveEvent(QMouseEvent *event)
{
    if (isSliderDown())
        moveTo(event->position().x());
    else
        event->ignore();
}

void HistogramSlider::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        setSliderDown(false);
}

void HistogramSlider::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        Q_EMIT defaultRequested();
}

void HistogramSlider::wheelEvent(QWheelEvent *event)
{
    // The base class goes as many steps a notch as a text view goes lines; high-resolution wheels send parts of a
    // notch.
    constexpr int notch = 120;
    m_wheelRest += event->inverted() ? -event->angleDelta().y() : event->angleDelta().y();
    const int steps = m_wheelRest / notch;
    m_wheelRest -= steps * notch;
    setValue(value() + steps * singleStep());
    event->accept();
}

ValueSlider::ValueSlider(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_title(new ElidedLabel(this))
    , m_slider(new HistogramSlider(this))
    , m_spin(new NumberField(this))
{
    m_spin->setRange(0.0, 1.0);
    m_spin->setSingleStep(0.01);
    m_spin->setDecimals(2);
    m_title->setBuddy(m_spin);
    setTitle(title);

    auto *head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_spin);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(head);
    layout->addWidget(m_slider);
    setTabOrder(m_slider, m_spin);

    connect(m_slider, &QSlider::valueChanged, this, [this](int steps) { setValue(toValue(steps)); });
    connect(m_slider, &HistogramSlider::defaultRequested, this, [this] { setValue(m_default); });
    connect(m_spin, &NumberField::valueChanged, this, [this](double value) {
        {
            const QSignalBlocker blocker(m_slider);
            m_slider->setValue(toSteps(value));
        }
        Q_EMIT valueChanged(toValue(toSteps(value)));
    });
}

double ValueSlider::value() const
{
    return toValue(toSteps(m_spin->value()));
}

void ValueSlider::setValue(double value)
{
    m_spin->setValue(toValue(toSteps(value)));
}

void ValueSlider::setDefaultValue(double value)
{
    m_default = toValue(toSteps(value));
}

void ValueSlider::setTitle(const QString &title)
{
    m_title->setText(title);
    m_slider->setAccessibleName(title);
    m_spin->setAccessibleName(title);
}

void ValueSlider::setHelp(const QString &help)
{
    setToolTip(help);
    m_slider->setAccessibleDescription(help);
    m_spin->setAccessibleDescription(help);
}

void ValueSlider::setHistogram(const Histogram &histogram)
{
    m_slider->setHistogram(histogram);
}

void ValueSlider::setHistogramShown(bool shown)
{
    m_slider->setHistogramShown(shown);
}

void ValueSlider::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        setValue(m_default);
}

} // namespace sightglass
