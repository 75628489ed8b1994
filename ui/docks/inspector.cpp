// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/inspector.h"

#include "core/overlay/annotator.h"
#include "core/values/visibletext.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/iconbutton.h"
#include "ui/widgets/outsidetext.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QListWidget>
#include <QPixmap>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr int rowsSeen = 5;
constexpr int swatch = 12; // Logical pixels.

QString scoreText(float score)
{
    return QString::number(static_cast<double>(score), 'f', 2);
}

/// The difference of two scores as they are written, so that they add up.
QString lackText(float threshold, float score)
{
    return QString::number(std::max(0.01, static_cast<double>(threshold) - static_cast<double>(score)), 'f', 2);
}

} // namespace

Inspector::Inspector(QWidget *parent)
    : QWidget(parent)
    , m_title(new ElidedLabel)
    , m_list(new QListWidget)
    , m_change(new QPushButton)
{
    m_list->setAccessibleName(tr("Candidates at this place"));
    m_list->setIconSize({swatch, swatch});
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setFixedHeight(rowsSeen * (fontMetrics().height() + 6) + 2 * m_list->frameWidth());
    m_change->setFocusPolicy(Qt::TabFocus);
    QToolButton *close = iconButton(QStringLiteral("close"), tr("Close"), tr("Look no further into this place"));

    auto *head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(close);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(head);
    column->addWidget(m_list);
    column->addWidget(m_change);

    connect(close, &QToolButton::clicked, this, &Inspector::closed);
    connect(m_list, &QListWidget::itemEntered, m_list, qOverload<QListWidgetItem *>(&QListWidget::setCurrentItem));
    connect(m_list, &QListWidget::currentRowChanged, this, [this] {
        if (m_filling)
            return;
        showOffer();
        tellGhosts();
    });
    connect(m_change, &QPushButton::clicked, this, [this] {
        if (m_offer)
            Q_EMIT thresholdsChosen(*m_offer);
    });
    hide();
}

void Inspector::setPresentation(const Presentation &presentation)
{
    m_presentation = presentation;
    update();
}

void Inspector::setOverlayStyle(const OverlayStyle &style)
{
    m_style = style;
    update();
}

void Inspector::setPlace(std::optional<QPointF> place)
{
    const bool isAnother = place != m_place;
    m_place = place;
    if (isAnother)
        m_list->setCurrentRow(-1);
    update();
    setVisible(m_place.has_value());
}

void Inspector::setInFront(bool inFront)
{
    m_inFront = inFront;
    tellGhosts();
}

void Inspector::update()
{
    if (!m_place)
        return;
    const CandidatesPtr &candidates = m_presentation.result().candidates;
    m_items.clear();
    m_fates.clear();
    if (candidates) {
        m_items = Annotator::itemsAt(candidates->items, *m_place);
        m_fates = fatesOf(*candidates, m_presentation.result().thresholds);
    }
    m_title->setText(m_items.size() == 1
                         ? tr("At %1, %2: one candidate")
                               .arg(QString::number(qRound(m_place->x())), QString::number(qRound(m_place->y())))
                         : tr("At %1, %2: %3 candidates")
                               .arg(QString::number(qRound(m_place->x())), QString::number(qRound(m_place->y())),
                                    QString::number(m_items.size())));
    m_items.resize(std::min(m_items.size(), mostLines));
    fill();
    showOffer();
    tellGhosts();
}

void Inspector::fill()
{
    const QScopedValueRollback filling(m_filling, true);
    const int row = m_list->currentRow();
    m_list->clear();
    for (const std::size_t item : m_items) {
        const Candidate &candidate = m_presentation.result().candidates->items[item];
        const QString name = m_presentation.result().candidates->className(candidate.classId);
        QPixmap colour(swatch, swatch);
        colour.fill(classColour(m_style, candidate.classId, name));
        const QString text = wordsFor(item, m_fates[item]);
        auto *line = new QListWidgetItem(QIcon(colour), text, m_list);
        if (fontMetrics().horizontalAdvance(text) + 3 * swatch > m_list->viewport()->width())
            line->setToolTip(toolTipText(text));
    }
    setEmptyText(m_list, m_presentation.result().candidates
                             ? tr("The model saw nothing here,\nnot even with little confidence.")
                             : tr("No model has looked at this frame."));
    m_list->setCurrentRow(m_items.empty() ? -1 : std::clamp(row, 0, static_cast<int>(m_items.size()) - 1));
}

QString Inspector::wordsFor(std::size_t item, const Fate &fate) const
{
    const Candidates &candidates = *m_presentation.result().candidates;
    const Thresholds &thresholds = m_presentation.result().thresholds;
    const Candidate &candidate = candidates.items[item];
    const auto named = [&](const Candidate &each) {
        return visibleText(candidates.className(each.classId)) + QLatin1Char(' ') + scoreText(each.score);
    };
    switch (fate.rule) {
    case Fate::Rule::Shown:
        return tr("%1: shown").arg(named(candidate));
    case Fate::Rule::ClassOff:
        return tr("%1: its class is switched off").arg(named(candidate));
    case Fate::Rule::BelowThreshold:
        return tr("%1: below the threshold by %2")
            .arg(named(candidate), lackText(thresholds.confidenceFor(candidate.classId), candidate.score));
    case Fate::Rule::Suppressed:
        return tr("%1: lost to %2, IoU %3")
            .arg(named(candidate), named(candidates.items[fate.better]), scoreText(fate.overlap));
    case Fate::Rule::BeyondMaximum:
        return tr("%1: beyond the %2 best").arg(named(candidate), QString::number(thresholds.maxDetections));
    }
    return {};
}

QString Inspector::offerFor(std::size_t item, const Thresholds &turned) const
{
    const Candidates &candidates = *m_presentation.result().candidates;
    const int classId = candidates.items[item].classId;
    const QString name = visibleText(candidates.className(classId));
    switch (m_fates[item].rule) {
    case Fate::Rule::Shown:
        return tr("Hide it: threshold of %1 to %2").arg(name, scoreText(turned.confidenceFor(classId)));
    case Fate::Rule::BelowThreshold:
        return tr("Show it: threshold of %1 to %2").arg(name, scoreText(turned.confidenceFor(classId)));
    case Fate::Rule::ClassOff:
        return tr("Show it: switch %1 on").arg(name);
    case Fate::Rule::Suppressed:
        return tr("Show it: allow an overlap of %1").arg(scoreText(turned.iou));
    case Fate::Rule::BeyondMaximum:
        return tr("Show it: keep %1 detections").arg(turned.maxDetections);
    }
    return {};
}

void Inspector::showOffer()
{
    const int row = m_list->currentRow();
    m_offer.reset();
    m_change->setVisible(row >= 0);
    if (row < 0)
        return;
    const std::size_t item = m_items[static_cast<std::size_t>(row)];
    m_offer = turnedFate(*m_presentation.result().candidates, m_presentation.result().thresholds, item);
    m_change->setEnabled(m_offer.has_value());
    m_change->setText(menuText(m_offer ? offerFor(item, *m_offer) : tr("No single change does it")));
}

void Inspector::tellGhosts()
{
    Ghosts ghosts;
    const CandidatesPtr &candidates = m_presentation.result().candidates;
    if (isVisible() && m_inFront && m_place && candidates) {
        ghosts.of = candidates;
        for (const std::size_t item : m_items)
            ghosts.items.push_back(candidates->items[item]);
        if (const int row = m_list->currentRow(); row >= 0) {
            ghosts.marked = static_cast<std::size_t>(row);
            const Fate &fate = m_fates[m_items[*ghosts.marked]];
            if (fate.rule == Fate::Rule::Suppressed)
                ghosts.better = candidates->items[fate.better];
        }
    }
    if (ghosts == m_ghosts)
        return;
    m_ghosts = std::move(ghosts);
    Q_EMIT ghostsChanged(m_ghosts);
}

bool Inspector::event(QEvent *event)
{
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        Q_EMIT closed();
        return true;
    }
    return QWidget::event(event);
}

void Inspector::showEvent(QShowEvent *)
{
    tellGhosts();
}

void Inspector::hideEvent(QHideEvent *)
{
    tellGhosts();
}

} // namespace sightglass
