// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QObject>
#include <QTimer>

class QMainWindow;
class QVBoxLayout;

namespace sightglass
{

class DockSet;
class TransportBar;
class VideoGrid;
class VideoView;

/// The picture alone on the whole screen, and the window as it was again.
///
/// In full screen the transport lies over the picture: it comes when the mouse moves and goes, with the pointer, two
/// and a half seconds after.
class FullScreen : public QObject
{
    Q_OBJECT

public:
    /// The transport stands in the column under the grid.
    FullScreen(QMainWindow *window, const DockSet &docks, VideoGrid &grid, TransportBar &transport,
               QVBoxLayout &column);

    /// The mouse over this view of the grid brings the transport.
    void watch(VideoView &view);

    void set(bool on);
    bool isOn() const { return m_on; }

    /// QMainWindow::saveState() and saveGeometry(), as they are outside full screen.
    QByteArray state() const;
    QByteArray geometry() const;

    /// Raised when the docks of saved states change.
    static constexpr int stateVersion = 4;

Q_SIGNALS:
    void changed(bool on);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void enter();
    void leave();
    void showTransport();
    void hideTransport();
    void placeTransport();

    QMainWindow *m_window;
    const DockSet &m_docks;
    VideoGrid &m_grid;
    TransportBar &m_transport;
    QVBoxLayout &m_column;
    QTimer m_idle;
    QByteArray m_stateBefore;
    QByteArray m_geometryBefore;
    bool m_on = false;
};

} // namespace sightglass
