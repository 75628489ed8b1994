// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/histogram.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace sightglass
{

void Histogram::add(float value)
{
    // A score of 0.58f * 50 is a little below 29: without the nudge it would fall into the bin of 0.56.
    const int bin = static_cast<int>(std::floor(value * static_cast<float>(binCount) + 1e-3f));
    ++m_bins[static_cast<std::size_t>(std::clamp(bin, 0, static_cast<int>(binCount) - 1))];
    ++m_total;
}

void Histogram::clear()
{
    *this = {};
}

void Histogram::paint(QPainter &painter, const QRectF &area, double cut, const QColor &kept, const QColor &cutOff) const
{
    const int most = *std::max_element(m_bins.begin(), m_bins.end());
    if (most == 0)
        return;
    const double width = area.width() / static_cast<double>(binCount);
    for (std::size_t bin = 0; bin < binCount; ++bin) {
        if (m_bins[bin] == 0)
            continue;
        // One candidate alone must still be seen.
        const double height = std::max(2.0, area.height() * std::sqrt(static_cast<double>(m_bins[bin]) / most));
        const double left = static_cast<double>(bin) / static_cast<double>(binCount);
        const QRectF bar(area.left() + area.width() * left, area.bottom() - height, std::max(1.0, width - 1.0), height);
        painter.fillRect(bar, left + 1e-6 < cut ? cutOff : kept);
    }
}

} // namespace sightglass
