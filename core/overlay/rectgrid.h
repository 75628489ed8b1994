// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QRectF>

#include <algorithm>
#include <vector>

namespace sightglass
{

/// Rectangles of numbered owners, found by place: a few looks where comparing with all would take many. A value.
class RectGrid
{
public:
    /// For rectangles within an area of some size, with cells about as large as most of them. The area is not empty;
    /// owners are 0 to owners - 1.
    RectGrid(const QRectF &area, double cell, std::size_t owners)
        : m_area(area)
        , m_cell(std::max({cell, area.width() / mostCells, area.height() / mostCells}))
        , m_columns(1 + static_cast<int>(area.width() / m_cell))
        , m_rows(1 + static_cast<int>(area.height() / m_cell))
        , m_first(static_cast<std::size_t>(m_columns) * static_cast<std::size_t>(m_rows), -1)
        , m_rects(owners)
    {}

    /// Gives an owner a rectangle, in place of the one it had.
    void set(std::size_t owner, const QRectF &rect)
    {
        // Entries of the one before stay in their cells and are told by the rectangle, which is no longer there.
        m_rects[owner] = rect;
        forCells(rect, [&](std::size_t cell) {
            m_entries.push_back({owner, m_first[cell]});
            m_first[cell] = static_cast<int>(m_entries.size()) - 1;
            return false;
        });
    }

    const QRectF &rect(std::size_t owner) const { return m_rects[owner]; }

    /// Whether hit(owner) is true for one of those whose rectangles overlap this one; may ask about an owner twice.
    template <typename Hit>
    bool any(const QRectF &rect, Hit hit) const
    {
        return forCells(rect, [&](std::size_t cell) {
            for (int at = m_first[cell]; at >= 0; at = m_entries[static_cast<std::size_t>(at)].next) {
                const std::size_t owner = m_entries[static_cast<std::size_t>(at)].owner;
                if (overlap(m_rects[owner], rect) && hit(owner))
                    return true;
            }
            return false;
        });
    }

private:
    static constexpr double mostCells = 64.0; ///< Along a side.

    struct Entry
    {
        std::size_t owner;
        int next; ///< In the same cell; -1: none.
    };

    static bool overlap(const QRectF &a, const QRectF &b)
    {
        return a.left() < b.right() && b.left() < a.right() && a.top() < b.bottom() && b.top() < a.bottom();
    }

    template <typename Each>
    bool forCells(const QRectF &rect, Each each) const
    {
        // What is no number counts as zero.
        const auto cell = [this](double distance, int count) {
            return distance > 0.0 ? static_cast<int>(std::min(distance / m_cell, count - 1.0)) : 0;
        };
        const int right = cell(rect.right() - m_area.left(), m_columns);
        const int bottom = cell(rect.bottom() - m_area.top(), m_rows);
        for (int row = cell(rect.top() - m_area.top(), m_rows); row <= bottom; ++row) {
            for (int column = cell(rect.left() - m_area.left(), m_columns); column <= right; ++column) {
                if (each(static_cast<std::size_t>(row) * static_cast<std::size_t>(m_columns) +
                         static_cast<std::size_t>(column)))
                    return true;
            }
        }
        return false;
    }

    QRectF m_area;
    double m_cell;
    int m_columns;
    int m_rows;
    std::vector<int> m_first; ///< By cell, into m_entries; -1: empty.
    std::vector<Entry> m_entries;
    std::vector<QRectF> m_rects; ///< By owner; a null one overlaps nothing.
};

} // namespace sightglass
