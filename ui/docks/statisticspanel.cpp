// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/statisticspanel.h"
#include "core/pipeline/residentmemory.h"

#include "ui/docks/statisticsmodel.h"
#include "ui/theme/icons.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/levelgauge.h"
#include "ui/widgets/liveplot.h"
#include "ui/widgets/wording.h"

#include <QAction>
#include <QBoxLayout>
#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHeaderView>
#include <QTableView>

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr int sideBySide = 560; ///< Width from which the queues stand beside the table, logical pixels.
constexpr int leastPlot = 56;   ///< Below this width a plot says nothing.

} // namespace

StatisticsPanel::StatisticsPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(new StatisticsModel(this))
    , m_table(new QTableView)
    // As in a wide dock: the height that the other direction needs would stay with a dock that gets its width later.
    , m_layout(new QBoxLayout(QBoxLayout::LeftToRight, this))
{
    makeTable();
    m_layout->setContentsMargins(8, 8, 8, 8);
    m_layout->setSpacing(16);
    m_layout->addWidget(m_table, 3, Qt::AlignTop);
    m_layout->addWidget(makeQueues(), 1);

    auto *copyAction = new QAction(lineIcon(QStringLiteral("copy")), tr("Copy statistics"), this);
    copyAction->setShortcut(QKeySequence::Copy);
    copyAction->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(copyAction, &QAction::triggered, this, &StatisticsPanel::copy);
    addAction(copyAction);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    setStatistics({}, {}, {});
}

void StatisticsPanel::makeTable()
{
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Stages"));
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setFocusPolicy(Qt::NoFocus);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    m_table->verticalHeader()->setMinimumSectionSize(16);
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsClickable(false);
    header->setMinimumSectionSize(24);
    header->setSectionResizeMode(QHeaderView::Fixed);
    const int number = fontMetrics().horizontalAdvance(QStringLiteral("888.8")) + 10;
    for (int column = StatisticsModel::RateColumn; column <= StatisticsModel::P99Column; ++column)
        m_table->setColumnWidth(column, number);
    for (int row = 0; row < StatisticsModel::stageCount; ++row) {
        auto *plot = new LivePlot;
        plot->setUnit(QStringLiteral("ms"));
        plot->setAccessibleName(m_model->index(row, 0).data().toString());
        m_table->setIndexWidget(m_model->index(row, StatisticsModel::PlotColumn), plot);
        m_plots[static_cast<std::size_t>(row)] = plot;
    }
    const int rowHeight = m_table->verticalHeader()->defaultSectionSize();
    m_table->setMinimumHeight(header->sizeHint().height() + 3 * rowHeight);
    m_table->setMaximumHeight(header->sizeHint().height() + StatisticsModel::stageCount * rowHeight);
    m_table->viewport()->installEventFilter(this);
}

QWidget *StatisticsPanel::makeQueues()
{
    m_queueBox = new QWidget;
    auto *grid = new QGridLayout(m_queueBox);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(0, 1);
    int line = 0;
    for (QueueRow &row : m_queues) {
        row.title = new ElidedLabel;
        row.dropped = new TonedLabel;
        row.dropped->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        row.gauge = new LevelGauge;
        grid->addWidget(row.title, line, 0);
        grid->addWidget(row.dropped, line, 1);
        grid->addWidget(row.gauge, line + 1, 0, 1, 2);
        grid->setRowMinimumHeight(line + 2, 4);
        line += 3;
    }
    m_age = new TonedLabel(TonedLabel::Tone::Quiet);
    m_age->setToolTip(tr("Time since the picture on display was captured"));
    m_memory = new TonedLabel(TonedLabel::Tone::Quiet);
    m_memory->setToolTip(tr("Resident memory of this program"));
    m_unreadable = new TonedLabel(TonedLabel::Tone::Attention);
    m_unreadable->setToolTip(tr("Frames that the file announces, and that are damaged or missing in it"));
    m_unreadable->hide();
    grid->addWidget(m_unreadable, line++, 0, 1, 2);
    grid->addWidget(m_memory, line, 0);
    grid->addWidget(m_age, line, 1, Qt::AlignRight);
    grid->setRowStretch(line + 1, 1);
    return m_queueBox;
}

void StatisticsPanel::setStatistics(const LaneStatistics &statistics, const SourceState &source,
                                    const FlowOptions &flow)
{
    m_model->setStatistics(statistics);
    for (std::size_t i = 0; i < m_plots.size(); ++i) {
        const StageSnapshot &stage = m_model->stage(static_cast<int>(i));
        // A stage that has done nothing since leaves a gap, not its last duration for ever.
        const bool worked = stage.count != m_counts[i] && stage.count > 0;
        m_plots[i]->add(worked ? std::optional(stage.last) : std::nullopt);
        m_counts[i] = stage.count;
    }
    const bool smooth = flow.mode == ViewMode::Smooth;
    const bool playing = source.phase == SourceState::Phase::Playing;
    setQueue(m_queues[0], tr("To inference"), statistics.models.front().queue, flow.policy, playing);
    setQueue(m_queues[1], tr("To display"), statistics.displayQueue, flow.policy, playing);
    m_queues[0].title->setToolTip(tr("From capture to inference"));
    m_queues[1].title->setToolTip(smooth ? tr("From capture to the display: every frame, with the newest boxes")
                                         : tr("From inference to the display: frames with their own boxes"));
    m_memory->setText(tr("Memory %1").arg(bytesText(residentMemory())));
    setUnreadable(statistics.unreadable);
    updateAges(statistics, source, flow);
}

void StatisticsPanel::startOver()
{
    for (LivePlot *plot : m_plots)
        plot->clear();
    m_counts = {};
}

void StatisticsPanel::setUnreadable(const UnreadableFrames &unreadable)
{
    const auto first = unreadable.first();
    m_unreadable->setVisible(first.has_value());
    m_unreadable->setText(
        first ? tr("unreadable %1, the first: %2").arg(QString::number(unreadable.count()), QString::number(*first))
              : QString());
}

void StatisticsPanel::setQueue(const QueueRow &row, const QString &title, const FlowCounters &counters,
                               FlowPolicy policy, bool playing)
{
    row.title->setText(title);
    row.gauge->setAccessibleName(title);
    row.gauge->setLevel(static_cast<int>(counters.waiting()), static_cast<int>(counters.capacity));
    row.gauge->setToolTip(policy == FlowPolicy::Latest
                              ? tr("Frames waiting or in work, of the most there may be. When full, newer frames "
                                   "replace older ones.")
                              : tr("Frames waiting or in work, of the most there may be. When full, the stage before "
                                   "waits; nothing is lost."));
    row.dropped->setText(tr("lost %1 (10 s)").arg(counters.overtakenLately));
    row.dropped->setToolTip(
        tr("Frames that gave way to newer ones in the last ten seconds, as there was no time for them. "
           "Of this source and policy: %1 lost, %2 skipped by pauses and fast playing; %3 dropped in "
           "all, with what seeks and other models left behind, of %4.")
            .arg(QString::number(counters.overtaken), QString::number(counters.skipped),
                 QString::number(counters.dropped), QString::number(counters.captured)));
    row.dropped->setTone(playing && counters.overtakenLately > 0 ? TonedLabel::Tone::Attention
                                                                 : TonedLabel::Tone::Quiet);
}

void StatisticsPanel::updateAges(const LaneStatistics &statistics, const SourceState &source, const FlowOptions &flow)
{
    m_age->setVisible(statistics.pictureAge.has_value());
    if (!statistics.pictureAge)
        return;
    m_age->setText(tr("picture %1 ms old").arg(qRound(*statistics.pictureAge)));
    const bool late = source.phase == SourceState::Phase::Playing && flow.mode == ViewMode::Smooth &&
                      statistics.capture.perSecond > 0.0 &&
                      *statistics.pictureAge > 2.0 * 1000.0 / statistics.capture.perSecond;
    m_age->setTone(late ? TonedLabel::Tone::Attention : TonedLabel::Tone::Quiet);
}

QSize StatisticsPanel::minimumSizeHint() const
{
    // Side by side is a matter of the width there is: it must not keep the dock from getting narrow again.
    const QMargins margins = m_layout->contentsMargins();
    const int content = std::max(m_table->minimumSizeHint().width(), m_queueBox->minimumSizeHint().width());
    return {content + margins.left() + margins.right(), m_layout->minimumSize().height()};
}

void StatisticsPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool wide = width() >= sideBySide;
    m_layout->setDirection(wide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_layout->setStretch(0, wide ? 3 : 0);
}

bool StatisticsPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        layOutColumns();
    return QWidget::eventFilter(watched, event);
}

void StatisticsPanel::layOutColumns()
{
    QHeaderView *header = m_table->horizontalHeader();
    const int numbers = 4 * header->sectionSize(StatisticsModel::RateColumn);
    const int stage = fontMetrics().horizontalAdvance(tr("Post-process")) + 12;
    const bool plots = m_table->viewport()->width() - stage - numbers >= leastPlot;
    m_table->setColumnHidden(StatisticsModel::PlotColumn, !plots);
    header->setSectionResizeMode(StatisticsModel::StageColumn, plots ? QHeaderView::Fixed : QHeaderView::Stretch);
    header->setSectionResizeMode(StatisticsModel::PlotColumn, plots ? QHeaderView::Stretch : QHeaderView::Fixed);
    if (plots)
        m_table->setColumnWidth(StatisticsModel::StageColumn, stage);
}

QString StatisticsPanel::toText() const
{
    QStringList lines;
    const auto addLine = [&](auto cell) {
        QStringList cells;
        for (int column = 0; column < StatisticsModel::PlotColumn; ++column)
            cells.append(cell(column).toString().replace(QLatin1Char('\n'), QLatin1Char(' ')));
        lines.append(cells.join(QLatin1Char('\t')));
    };
    addLine([this](int column) { return m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole); });
    for (int row = 0; row < StatisticsModel::stageCount; ++row)
        addLine([this, row](int column) { return m_model->index(row, column).data(); });
    for (const QueueRow &row : m_queues)
        lines.append(QStringLiteral("%1\t%2/%3\t%4")
                         .arg(row.title->fullText(), QString::number(row.gauge->depth()),
                              QString::number(row.gauge->capacity()), row.dropped->text()));
    if (!m_unreadable->text().isEmpty())
        lines.append(m_unreadable->text());
    lines.append(m_memory->text());
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

void StatisticsPanel::copy() const
{
    QGuiApplication::clipboard()->setText(toText());
}

} // namespace sightglass
