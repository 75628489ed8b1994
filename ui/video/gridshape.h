// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSize>

#include <algorithm>

namespace sightglass
{

/// As many sources as there is room for.
constexpr int mostTiles = 16;

/// How many places the grid has at least; more sources make more of them. Kept in settings: the numbers stay.
enum class GridShape
{
    Automatic = 0, ///< As many as are open.
    One = 1,       ///< The chosen one fills the grid.
    TwoByOne = 2,
    TwoByTwo = 3,
    ThreeByThree = 4,
    FourByFour = 5,
};

/// Columns and rows for so many tiles, one at least.
inline QSize gridCells(GridShape shape, int tiles)
{
    QSize cells(1, 1);
    switch (shape) {
    case GridShape::One:
        return cells;
    case GridShape::Automatic:
        break;
    case GridShape::TwoByOne:
        cells = {2, 1};
        break;
    case GridShape::TwoByTwo:
        cells = {2, 2};
        break;
    case GridShape::ThreeByThree:
        cells = {3, 3};
        break;
    case GridShape::FourByFour:
        cells = {4, 4};
        break;
    }
    while (cells.width() * cells.height() < tiles) {
        if (cells.width() > cells.height())
            ++cells.rheight();
        else
            ++cells.rwidth();
    }
    return cells;
}

} // namespace sightglass
