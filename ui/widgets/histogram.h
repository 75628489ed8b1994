// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QRectF>

#include <array>
#include <cstddef>

class QPainter;

namespace sightglass
{

/// How often scores between 0 and 1 occur: a value.
class Histogram
{
public:
    static constexpr std::size_t binCount = 50; ///< Each 0.02 wide; the last one includes 1.

    /// Counts a value; those outside 0 to 1 count at the nearer end.
    void add(float value);
    void clear();

    const std::array<int, binCount> &bins() const { return m_bins; }
    int total() const { return m_total; }
    bool isEmpty() const { return m_total == 0; }

    /// Bars from the bottom of an area whose width stands for 0 to 1, in `kept` at or above the cut, in `cutOff` below
    /// it. Heights go by the square root, as low scores outnumber high ones by far.
    void paint(QPainter &painter, const QRectF &area, double cut, const QColor &kept, const QColor &cutOff) const;

    bool operator==(const Histogram &) const = default;

private:
    std::array<int, binCount> m_bins{};
    int m_total = 0;
};

} // namespace sightglass
