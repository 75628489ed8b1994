// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/framepicker.h"
#include "core/pipeline/pipeline.h"
#include "ui/currentlane.h"

#include <QObject>
#include <QPoint>
#include <QTimer>

#include <cstdint>
#include <optional>

namespace sightglass
{

class ClipLane;
class HoverCard;
struct HoverContent;
struct Settings;

/// The card that tells of the frame under the pointer on a lane: asks the pipeline for its picture, and counts what was
/// seen in it under the thresholds of now.
class HoverController : public QObject
{
    Q_OBJECT

public:
    /// The card stands over the pane, within the window.
    HoverController(Pipeline &pipeline, CurrentLane &lane, const Settings &settings, ClipLane &clipLane, QWidget &pane,
                    QWidget *window);

    HoverCard &card() const { return *m_card; }
    /// Whether there is a clip to tell of.
    void setActive(bool active) { m_isActive = active; }
    /// What is known of the frame may be more.
    void refresh();
    /// Nothing is followed any more.
    void stop();

private:
    void hover(const std::optional<std::int64_t> &frame, const QPoint &place);
    void showPicked(const PickedFrame &picked);
    void showNothingPicked();
    void addCounts(HoverContent &content, const Detections &detections) const;

    Pipeline &m_pipeline;
    CurrentLane &m_lane;
    const Settings &m_settings;
    ClipLane &m_clipLane;
    QWidget &m_pane;
    QWidget *const m_window;
    HoverCard *m_card;
    bool m_isActive = false;
    std::optional<std::int64_t> m_hovered;
    QPoint m_place; ///< In the window.
    PickedFrame m_picked;
    QTimer m_patience; ///< Until the card is shown without a picture.
};

} // namespace sightglass
