// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/sourcelane.h"

#include <QWidget>

#include <optional>

namespace sightglass
{

class TileBar;
class VideoView;

/// The place of one lane in the grid: its picture, and where there are several, a bar above it and a frame around the
/// one that is chosen. Shows its lane by itself, chosen or not. Of the UI's thread.
class Tile : public QWidget
{
    Q_OBJECT

public:
    /// The lane outlives it.
    explicit Tile(SourceLane &lane, QWidget *parent = nullptr);

    SourceLane &lane() const { return m_lane; }
    VideoView &view() const { return *m_view; }
    TileBar &bar() const { return *m_bar; }

    /// One of several.
    void setFramed(bool framed);
    /// The one that the instruments are about.
    void setCurrent(bool current);
    /// Something that is dragged would be let go here.
    void setTargeted(bool targeted);
    /// Seconds by which its file began after the scene that it plays together with others; nothing: it does not.
    void setOffset(std::optional<double> seconds);
    /// The figures; about four times a second.
    void refresh();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void showState();

    SourceLane &m_lane;
    TileBar *m_bar;
    VideoView *m_view;
    bool m_framed = false;
    bool m_current = false;
    bool m_targeted = false;
};

} // namespace sightglass
