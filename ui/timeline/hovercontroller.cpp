// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/hovercontroller.h"

#include "core/inference/selection.h"
#include "core/overlay/overlaystyle.h"
#include "core/values/visibletext.h"
#include "ui/settings.h"
#include "ui/theme/theme.h"
#include "ui/timeline/cliplane.h"
#include "ui/timeline/hovercard.h"
#include "ui/widgets/wording.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>
#include <vector>

namespace sightglass
{

namespace
{

constexpr int mostCounts = 6; ///< Lines of the card.
/// The card does not turn grey for pictures that come sooner.
constexpr std::chrono::milliseconds patience{80};

} // namespace

HoverController::HoverController(Pipeline &pipeline, CurrentLane &lane, const Settings &settings, ClipLane &clipLane,
                                 QWidget &pane, QWidget *window)
    : QObject(window)
    , m_pipeline(pipeline)
    , m_lane(lane)
    , m_settings(settings)
    , m_clipLane(clipLane)
    , m_pane(pane)
    , m_window(window)
    , m_card(new HoverCard(window))
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(patience);
    connect(&m_patience, &QTimer::timeout, this, &HoverController::showNothingPicked);
    connect(&pipeline.picker(), &FramePicker::picked, this, &HoverController::showPicked);
    connect(&clipLane, &ClipLane::hovered, this, &HoverController::hover);
}

void HoverController::refresh()
{
    if (m_hovered && m_card->isVisible() && m_picked.index == *m_hovered)
        m_pipeline.picker().pick(*m_hovered);
}

void HoverController::stop()
{
    m_patience.stop();
    disconnect(&m_clipLane, nullptr, this, nullptr);
}

void HoverController::hover(const std::optional<std::int64_t> &frame, const QPoint &place)
{
    m_hovered = m_isActive ? frame : std::nullopt;
    if (!m_hovered) {
        m_patience.stop();
        m_card->hide();
        m_pipeline.picker().forget();
        return;
    }
    // Above the bar, which it would hide otherwise.
    m_place = {m_clipLane.mapTo(m_window, place).x(), m_pane.mapTo(m_window, QPoint()).y() - Theme::rhythm / 2};
    if (m_card->isVisible())
        m_card->showAbove(m_place);
    if (m_picked.index == *m_hovered && m_card->isVisible())
        return;
    if (!m_patience.isActive())
        m_patience.start();
    m_pipeline.picker().pick(*m_hovered);
}

void HoverController::showNothingPicked()
{
    if (!m_hovered)
        return;
    const SourceInfo &info = m_lane->sourceInfo();
    HoverContent content;
    content.pictureSize = hoverPictureSize(info.size);
    content.title = tr("frame %1").arg(*m_hovered);
    m_picked = {};
    m_card->setContent(content);
    m_card->showAbove(m_place);
}

void HoverController::showPicked(const PickedFrame &picked)
{
    if (!m_hovered || picked.index != *m_hovered)
        return;
    m_patience.stop();
    m_picked = picked;
    const OverlayStyle &style = m_settings.tuning.style;
    const Detections detections = picked.candidates ? select(*picked.candidates, m_lane->thresholds()) : Detections();
    HoverContent content;
    content.pictureSize = hoverPictureSize(m_lane->sourceInfo().size);
    content.picture = hoverPicture(picked, detections, style, content.pictureSize, m_card->devicePixelRatioF());
    content.title = tr("frame %1").arg(picked.index);
    if (picked.picture.isNull())
        content.note = tr("It cannot be read");
    else
        content.title = tr("%1 · frame %2").arg(timestampText(picked.seconds), QString::number(picked.index));
    if (!picked.picture.isNull() && !picked.candidates)
        content.note = tr("Not analysed yet");
    else if (picked.candidates && detections.empty())
        content.note = tr("Nothing found");

    addCounts(content, detections);
    m_card->setContent(content);
    m_card->showAbove(m_place);
}

void HoverController::addCounts(HoverContent &content, const Detections &detections) const
{
    std::map<int, int> counts;
    for (const Detection &detection : detections)
        ++counts[detection.classId];
    std::vector<std::pair<int, int>> order(counts.begin(), counts.end());
    std::stable_sort(order.begin(), order.end(), [](const auto &a, const auto &b) { return a.second > b.second; });
    const auto names = m_pipeline.model().descriptor().classNames;
    for (const auto &[id, count] : order) {
        if (content.counts.size() == mostCounts) {
            content.counts.append(
                {QColor(), tr("and %1 more classes").arg(order.size() - static_cast<std::size_t>(mostCounts))});
            break;
        }
        const QString name = names ? names->value(id) : QString();
        const QString shown = name.isEmpty() ? tr("class %1").arg(id) : visibleText(name);
        content.counts.append({classColour(m_settings.tuning.style, id, name),
                               QStringLiteral("%1 %2").arg(QString::number(count), shown)});
    }
}

} // namespace sightglass
