// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/widgets/histogram.h"

#include <QSlider>
#include <QWidget>

namespace sightglass
{

class ElidedLabel;
class NumberField;

/// The slider alone: 0 to 100 hundredths, a histogram behind it. One step a wheel notch or arrow key, ten with page
/// keys; a click goes there, a double click asks for the default.
class HistogramSlider : public QSlider
{
    Q_OBJECT

public:
    explicit HistogramSlider(QWidget *parent = nullptr);

    /// An empty histogram leaves the track alone.
    void setHistogram(const Histogram &histogram);
    /// Makes room for a histogram, whether there is one at the moment or not, so that nothing jumps.
    void setHistogramShown(bool shown);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void defaultRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    QRectF track() const;
    void moveTo(double x);

    Histogram m_histogram;
    bool m_histogramShown = false;
    int m_wheelRest = 0;
};

/// A value of 0.00 to 1.00 in steps of 0.01 under its title: slider and number, kept equal.
class ValueSlider : public QWidget
{
    Q_OBJECT

public:
    explicit ValueSlider(const QString &title, QWidget *parent = nullptr);

    double value() const;
    /// Rounded to a hundredth; emits valueChanged() if that is another value.
    void setValue(double value);
    /// What a double click on slider or title brings back.
    void setDefaultValue(double value);
    double defaultValue() const { return m_default; }

    void setTitle(const QString &title);
    /// Also the accessible description.
    void setHelp(const QString &help);
    void setHistogram(const Histogram &histogram);
    void setHistogramShown(bool shown);

    HistogramSlider *slider() const { return m_slider; }
    NumberField *spinBox() const { return m_spin; }

Q_SIGNALS:
    /// By the user or by setValue().
    void valueChanged(double value);

protected:
    void mouseDoubleClickEvent(QMouseEvent *event) override;

private:
    ElidedLabel *m_title;
    HistogramSlider *m_slider;
    NumberField *m_spin;
    double m_default = 0.0;
};

} // namespace sightglass
