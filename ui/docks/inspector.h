// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/fate.h"
#include "core/overlay/ghosts.h"
#include "core/overlay/overlaystyle.h"
#include "core/pipeline/presentation.h"

#include <QPointF>
#include <QWidget>

#include <optional>
#include <vector>

class QListWidget;
class QPushButton;

namespace sightglass
{

class ElidedLabel;

/// Why something at a place of the picture was detected, or was not: every candidate there, best first, with what
/// became of it, and the one change of the thresholds that would make it otherwise. There while a place is looked into.
/// Of the UI's thread.
class Inspector : public QWidget
{
    Q_OBJECT

public:
    /// More lines than anybody reads are left out, the weakest ones.
    static constexpr std::size_t mostLines = 50;

    explicit Inspector(QWidget *parent = nullptr);

    void setPresentation(const Presentation &presentation);
    void setOverlayStyle(const OverlayStyle &style);
    /// In pixels of the source frame; nothing: no place is looked into.
    void setPlace(std::optional<QPointF> place);

    /// Whether the panel that it is in is in front of those it is tabbed with.
    void setInFront(bool inFront);

    /// What is to be drawn over the picture; none while this is not seen.
    const Ghosts &ghosts() const { return m_ghosts; }

Q_SIGNALS:
    void ghostsChanged(const sightglass::Ghosts &ghosts);
    /// The change that was offered is wanted.
    void thresholdsChosen(const sightglass::Thresholds &thresholds);
    /// A person has seen enough.
    void closed();

protected:
    bool event(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void update();
    void fill();
    void showOffer();
    void tellGhosts();
    QString wordsFor(std::size_t item, const Fate &fate) const;
    QString offerFor(std::size_t item, const Thresholds &turned) const;

    Presentation m_presentation;
    OverlayStyle m_style;
    std::optional<QPointF> m_place;
    std::vector<std::size_t> m_items; ///< Of the lines, by their places among the candidates.
    std::vector<Fate> m_fates;        ///< Of all candidates.
    std::optional<Thresholds> m_offer;
    Ghosts m_ghosts;
    ElidedLabel *m_title;
    QListWidget *m_list;
    QPushButton *m_change;
    bool m_filling = false;
    bool m_inFront = true;
};

} // namespace sightglass
