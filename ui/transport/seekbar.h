// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/transport/marks.h"

#include <QTimer>
#include <QWidget>

#include <cstdint>
#include <optional>

namespace sightglass
{

/// Where in a file one is, and the way to go elsewhere: a click goes there at once, a drag sends at most one seek in
/// 60 ms and the last one at its end. Left to right in time. Shows which part is marked.
class SeekBar : public QWidget
{
    Q_OBJECT

public:
    explicit SeekBar(QWidget *parent = nullptr);

    /// Frames from 0 to count - 1, this long together in seconds. A count of 0 disables the bar.
    void setRange(std::int64_t frameCount, double seconds);
    std::int64_t frameCount() const { return m_count; }
    /// Of a file whose frames are still being counted, where setRange() is 0: how much of it is known, and how much of
    /// its time is behind the frame on display, both from 0 to 1. Nothing: there is no such file.
    void setIndexing(std::optional<double> known, double played = 0.0);
    /// The frame on display; ignored while the person drags.
    void setPosition(std::int64_t frame);
    std::int64_t position() const { return m_position; }
    void setMarks(const Marks &marks);
    const Marks &marks() const { return m_marks; }
    /// A thicker bar for reviewing.
    void setLarge(bool large);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void seekRequested(std::int64_t frame);
    /// The right button at this frame, or the menu key at the position.
    void menuRequested(const QPoint &global, std::int64_t frame);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    QRectF groove() const;
    std::int64_t frameAt(double x) const;
    double xOf(std::int64_t frame) const;
    void paintIndexing(QPainter &painter) const;
    void paintMarks(QPainter &painter) const;
    void request(std::int64_t frame);
    void sendPending();
    void showTime(const QPoint &position, const QPoint &global);

    QTimer m_coalesce;
    std::int64_t m_count = 0;
    std::int64_t m_position = 0;
    std::int64_t m_sent = -1;
    Marks m_marks;
    std::optional<double> m_known;
    double m_played = 0.0;
    double m_seconds = 0.0;
    double m_hoverX = -1.0;
    bool m_dragging = false;
    bool m_large = false;
};

} // namespace sightglass
