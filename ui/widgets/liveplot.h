// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QWidget>

#include <array>
#include <cstddef>
#include <optional>

namespace sightglass
{

/// A small plot of the newest values of one number, oldest at the left, scaled from 0 to the greatest of them.
class LivePlot : public QWidget
{
    Q_OBJECT

public:
    static constexpr std::size_t capacity = 240; ///< 60 s at 4 Hz.

    explicit LivePlot(QWidget *parent = nullptr);

    /// The next value; none leaves a gap in the line.
    void add(std::optional<double> value);
    void clear();
    /// For the tooltip: "ms".
    void setUnit(const QString &unit);

    std::size_t count() const { return m_count; }
    /// From the oldest (0) to the newest (count() - 1); none is a gap.
    std::optional<double> at(std::size_t index) const;
    /// The greatest value held; 0 without any.
    double maximum() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    std::array<std::optional<double>, capacity> m_values;
    std::size_t m_next = 0;
    std::size_t m_count = 0;
    QString m_unit;
};

} // namespace sightglass
