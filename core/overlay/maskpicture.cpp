// SPDX-License-Identifier: Apache-2.0
#include "core/overlay/maskpicture.h"

#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace sightglass
{

namespace
{

/// A position as a whole number from 0 to length, whatever it is: beyond all integers, or none.
int bounded(double position, int length)
{
    return static_cast<int>(std::min(std::max(0.0, position), static_cast<double>(length)));
}

/// Where some of the pixels along one axis lie between the cells' centres.
struct Axis
{
    int firstPixel = 0;
    int firstCell = 0;
    std::vector<int> cells;     ///< For each pixel, counted from firstCell: it lies between this cell and the next.
    std::vector<float> weights; ///< For each pixel: how much of the next cell, 0 to 1.

    int pixelCount() const { return static_cast<int>(cells.size()); }
    /// Those used, the next ones included.
    int cellCount() const { return cells.back() + 2; }
};

/// Of one axis, in its direction: pixels lie over [areaStart, areaStart + areaLength), cells over [gridStart,
/// gridStart + gridLength); wanted are the pixels whose centres lie within [from, to).
Axis makeAxis(double areaStart, double areaLength, int pixels, double gridStart, double gridLength, int cells,
              double from, double to)
{
    Axis axis;
    const double pixel = areaLength / pixels;
    const double cell = gridLength / cells;
    const auto firstAtOrAfter = [&](double position) {
        return bounded(std::ceil((position - areaStart) / pixel - 0.5), pixels);
    };
    const int begin = firstAtOrAfter(from);
    const int end = firstAtOrAfter(to);
    axis.firstPixel = begin;
    for (int i = begin; i < end; ++i) {
        const double source = areaStart + (i + 0.5) * pixel;
        const double position = std::min(std::max(0.0, (source - gridStart) / cell - 0.5), cells - 1.0);
        axis.cells.push_back(static_cast<int>(position));
        axis.weights.push_back(static_cast<float>(position - std::floor(position)));
    }
    if (!axis.cells.empty()) {
        axis.firstCell = axis.cells.front();
        for (int &each : axis.cells)
            each -= axis.firstCell;
    }
    return axis;
}

/// The sum over channels in the cells that both axes need. Behind the last cell of the grid it is repeated.
cv::Mat1f sumOfPlanes(const MaskPlanes &planes, const std::vector<float> &coefficients, const Axis &across,
                      const Axis &down)
{
    const int columns = std::min(across.cellCount(), planes.columns - across.firstCell);
    const int rows = std::min(down.cellCount(), planes.rows - down.firstCell);
    cv::Mat1f sum = cv::Mat1f::zeros(down.cellCount(), across.cellCount());
    const auto rowLength = static_cast<std::size_t>(planes.columns);
    for (int row = 0; row < rows; ++row) {
        float *const to = sum[row];
        for (int channel = 0; channel < planes.channels; ++channel) {
            const auto line = static_cast<std::size_t>(channel) * static_cast<std::size_t>(planes.rows) +
                              static_cast<std::size_t>(down.firstCell + row);
            const float *const from = planes.values.get() + line * rowLength + across.firstCell;
            const float coefficient = coefficients[static_cast<std::size_t>(channel)];
            for (int column = 0; column < columns; ++column)
                to[column] += coefficient * from[column];
        }
    }
    for (int column = columns; column < sum.cols; ++column)
        sum.col(column - 1).copyTo(sum.col(column));
    for (int row = rows; row < sum.rows; ++row)
        sum.row(row - 1).copyTo(sum.row(row));
    return sum;
}

/// One row of pixels from a row of cells. Between two cells of one sign there is nothing to work out.
void fillRow(const float *cells, const Axis &across, uchar *pixels)
{
    const int count = across.pixelCount();
    for (int begin = 0, end = 0; begin < count; begin = end) {
        const int cell = across.cells[static_cast<std::size_t>(begin)];
        while (end < count && across.cells[static_cast<std::size_t>(end)] == cell)
            ++end;
        const float left = cells[cell];
        const float right = cells[cell + 1];
        if (left > 0.f && right > 0.f) {
            std::memset(pixels + begin, 255, static_cast<std::size_t>(end - begin));
        } else if (left > 0.f || right > 0.f) {
            for (int i = begin; i < end; ++i)
                pixels[i] = left + across.weights[static_cast<std::size_t>(i)] * (right - left) > 0.f ? 255 : 0;
        }
    }
}

bool isUsable(const Mask &mask)
{
    if (!mask.planes || !mask.planes->values)
        return false;
    const MaskPlanes &planes = *mask.planes;
    return planes.channels > 0 && planes.rows > 0 && planes.columns > 0 && planes.area.width > 0.f &&
           planes.area.height > 0.f && mask.coefficients.size() == static_cast<std::size_t>(planes.channels);
}

} // namespace

cv::Mat maskPicture(const Candidate &candidate, const cv::Rect2d &area, cv::Size size)
{
    cv::Mat picture = cv::Mat::zeros(size, CV_8UC1);
    if (!candidate.shape || !isUsable(candidate.shape->mask) || picture.empty() || area.empty())
        return picture;
    const Mask &mask = candidate.shape->mask;
    const MaskPlanes &planes = *mask.planes;
    const cv::Rect2d grid = planes.area;
    const cv::Rect2d box = candidate.box;
    if (!(box.width > 0.0) || !(box.height > 0.0))
        return picture;
    const Axis across =
        makeAxis(area.x, area.width, size.width, grid.x, grid.width, planes.columns, box.x, box.x + box.width);
    const Axis down =
        makeAxis(area.y, area.height, size.height, grid.y, grid.height, planes.rows, box.y, box.y + box.height);
    if (across.cells.empty() || down.cells.empty())
        return picture;
    const cv::Mat1f sum = sumOfPlanes(planes, mask.coefficients, across, down);
    std::vector<float> between(static_cast<std::size_t>(sum.cols));
    for (int i = 0; i < down.pixelCount(); ++i) {
        const float *const upper = sum[down.cells[static_cast<std::size_t>(i)]];
        const float *const lower = sum[down.cells[static_cast<std::size_t>(i)] + 1];
        const float weight = down.weights[static_cast<std::size_t>(i)];
        for (std::size_t column = 0; column < between.size(); ++column)
            between[column] = upper[column] + weight * (lower[column] - upper[column]);
        fillRow(between.data(), across, picture.ptr(down.firstPixel + i) + across.firstPixel);
    }
    return picture;
}

SourceMask sourceMask(const Candidate &candidate, cv::Size frame)
{
    const cv::Rect2d box = candidate.box;
    const cv::Point from(bounded(std::floor(box.x), frame.width), bounded(std::floor(box.y), frame.height));
    const cv::Point to(bounded(std::ceil(box.x + box.width), frame.width),
                       bounded(std::ceil(box.y + box.height), frame.height));
    SourceMask mask;
    mask.place = cv::Rect(from, to);
    mask.pixels = maskPicture(candidate, cv::Rect2d(mask.place), mask.place.size());
    return mask;
}

Mask maskOf(const SourceMask &mask)
{
    if (mask.place.empty())
        return {};
    // Planes of one channel, whose cells are the pixels.
    const auto count = static_cast<std::size_t>(mask.place.area());
    const std::shared_ptr<float[]> values(new float[count]);
    float *to = values.get();
    for (int row = 0; row < mask.pixels.rows; ++row) {
        const uchar *const from = mask.pixels.ptr(row);
        for (int column = 0; column < mask.pixels.cols; ++column)
            *to++ = from[column] != 0 ? 1.f : -1.f;
    }
    MaskPlanes planes;
    planes.channels = 1;
    planes.rows = mask.pixels.rows;
    planes.columns = mask.pixels.cols;
    planes.values = std::shared_ptr<const float>(values, values.get());
    planes.area = cv::Rect2f(mask.place);
    return {std::make_shared<const MaskPlanes>(std::move(planes)), {1.f}};
}

} // namespace sightglass
