// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/detectionspanel.h"

#include "ui/docks/detectionsdelegate.h"
#include "ui/docks/detectionsmodel.h"
#include "ui/docks/inspector.h"
#include "ui/theme/icons.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/wording.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QMouseEvent>
#include <QScopedValueRollback>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr int leastWidth = 300; ///< Of the table with all its columns but the shape, logical pixels.

/// Why there is no row.
QString reasonForNothing(const Presentation &presentation)
{
    if (presentation.isNull())
        return DetectionsPanel::tr("No picture yet.\nOpen a video, a picture or a camera.");
    const ModelResult &result = presentation.result();
    if (!result.candidates)
        return DetectionsPanel::tr("No model has looked at this frame.\nChoose one, or wait until it is loaded.");
    const auto &items = result.candidates->items;
    const auto strong = [&](const Candidate &candidate) {
        return candidate.score >= result.thresholds.confidenceFor(candidate.classId);
    };
    const auto hidden = std::count_if(items.begin(), items.end(), [&](const Candidate &candidate) {
        return !result.thresholds.rule(candidate.classId).shown && strong(candidate);
    });
    const auto weak = std::count_if(items.begin(), items.end(), [&](const Candidate &candidate) {
        return result.thresholds.rule(candidate.classId).shown && !strong(candidate);
    });
    if (hidden > 0)
        return DetectionsPanel::tr("Nothing of the classes that are shown.\n%1 candidates are of hidden ones.")
            .arg(hidden);
    if (weak > 0)
        return DetectionsPanel::tr("Nothing detected on this frame.\nLower the confidence to see %1 weaker candidates.")
            .arg(weak);
    return DetectionsPanel::tr("Nothing detected on this frame,\nnor anything close to it.");
}

} // namespace

DetectionsPanel::DetectionsPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(new DetectionsModel(this))
    , m_table(new QTableView)
    , m_title(new ElidedLabel)
    , m_inspector(new Inspector)
{
    m_table->setModel(m_model);
    m_table->setItemDelegate(new DetectionsDelegate(m_table));
    m_table->setAccessibleName(tr("Detections"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setMouseTracking(true);
    m_table->setIconSize({16, 16});
    m_table->setMinimumHeight(72);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // A scroll bar that comes and goes with the number of rows would move the columns.
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setMinimumSectionSize(24);
    m_table->horizontalHeader()->setSortIndicatorClearable(true);
    m_table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    m_table->setSortingEnabled(true);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->horizontalHeader()->setSectionResizeMode(DetectionsModel::ClassColumn, QHeaderView::Stretch);
    for (int column = DetectionsModel::ScoreColumn; column < DetectionsModel::columnTotal; ++column) {
        const bool score = column == DetectionsModel::ScoreColumn;
        const QString widest = score ? tr("Score") : QStringLiteral("w px");
        m_table->setColumnWidth(column, fontMetrics().horizontalAdvance(widest) + 12);
    }
    m_table->setColumnWidth(
        DetectionsModel::ShapeColumn,
        fontMetrics().horizontalAdvance(tr("%1 of %2 keypoints").arg(QString::number(17), QString::number(17))) + 12);
    m_table->viewport()->installEventFilter(this);

    auto *copyAction = new QAction(lineIcon(QStringLiteral("copy")), tr("Copy as CSV"), this);
    copyAction->setShortcut(QKeySequence::Copy);
    copyAction->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    copyAction->setToolTip(tr("Copies the selected rows, or all of them, as comma-separated values"));
    addAction(copyAction);
    m_table->addAction(copyAction);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table, &QWidget::customContextMenuRequested, this, [this](const QPoint &place) {
        Q_EMIT menuRequested(m_table->viewport()->mapToGlobal(place), detectionAt(m_table->indexAt(place)));
    });

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(8);
    layout->addWidget(m_title);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_inspector);

    connect(m_model, &QAbstractItemModel::layoutChanged, this, [this] { selectRow(m_model->rowOf(m_selected)); });
    connect(copyAction, &QAction::triggered, this, &DetectionsPanel::copy);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &DetectionsPanel::followSelection);
    fitColumns();
    setPresentation({});
}

void DetectionsPanel::setPresentation(const Presentation &presentation)
{
    {
        // Rows that go take their selection along; it is the detection's.
        const QScopedValueRollback updating(m_updating, true);
        m_model->setPresentation(presentation);
    }
    selectRow(m_model->rowOf(m_selected));
    m_inspector->setPresentation(presentation);
    if (presentation.result().candidates)
        followModel(*presentation.result().candidates);
    setEmptyText(m_table, reasonForNothing(presentation));
    if (presentation.isNull()) {
        m_title->setText(tr("No frame on display"));
        return;
    }
    QStringList parts{tr("frame %1").arg(presentation.frame.id.index), timestampText(presentation.frame.seconds()),
                      presentation.result().detections.size() == 1
                          ? tr("1 detection")
                          : tr("%1 detections").arg(presentation.result().detections.size())};
    if (presentation.result().candidates && !presentation.isSynced())
        parts.append(tr("boxes %1 ms old").arg(qRound(1000.0 * presentation.boxesAge())));
    m_title->setText(parts.join(QStringLiteral(" · ")));
}

void DetectionsPanel::followModel(const Candidates &candidates)
{
    // Once seen the column stays as long as the model: it does not come and go with the frames.
    const auto saysMore = [](const Candidate &candidate) { return candidate.shape || candidate.wholePicture; };
    const bool stays = m_hasShapes && candidates.model == m_modelNumber;
    m_modelNumber = candidates.model;
    const bool hasShapes = stays || std::any_of(candidates.items.begin(), candidates.items.end(), saysMore);
    if (hasShapes == m_hasShapes)
        return;
    m_hasShapes = hasShapes;
    fitColumns();
}

void DetectionsPanel::fitColumns()
{
    m_table->setColumnHidden(DetectionsModel::ShapeColumn, !m_hasShapes);
    // Without room for all columns the size goes first: the box itself shows it.
    const int shape = m_hasShapes ? m_table->columnWidth(DetectionsModel::ShapeColumn) : 0;
    const bool narrow = m_table->viewport()->width() < leastWidth + shape;
    m_table->setColumnHidden(DetectionsModel::WidthColumn, narrow);
    m_table->setColumnHidden(DetectionsModel::HeightColumn, narrow);
}

void DetectionsPanel::setOverlayStyle(const OverlayStyle &style)
{
    m_model->setStyle(style);
    m_inspector->setOverlayStyle(style);
}

void DetectionsPanel::setUnits(BoxUnits units)
{
    m_model->setUnits(units);
}

void DetectionsPanel::setHighlighted(std::optional<std::size_t> index)
{
    m_model->setHighlighted(index);
    // Whoever points into the table does not want it to move.
    if (const auto row = m_model->rowOf(index); row && !m_hovered)
        m_table->scrollTo(m_model->index(*row, 0));
}

void DetectionsPanel::setSelected(std::optional<std::size_t> index)
{
    m_selected = index;
    selectRow(m_model->rowOf(index));
}

void DetectionsPanel::selectRow(std::optional<int> row)
{
    const QScopedValueRollback updating(m_updating, true);
    const QItemSelectionModel *selection = m_table->selectionModel();
    if (!row)
        m_table->clearSelection();
    else if (!selection->isRowSelected(*row) || selection->selectedRows().size() != 1)
        m_table->selectRow(*row);
}

std::optional<std::size_t> DetectionsPanel::detectionAt(const QModelIndex &index) const
{
    return index.isValid() ? std::optional(m_model->detectionOf(index.row())) : std::nullopt;
}

void DetectionsPanel::followSelection()
{
    if (m_updating)
        return;
    // With several rows selected, the one with the focus speaks for them.
    const QItemSelectionModel *selection = m_table->selectionModel();
    const QModelIndexList rows = selection->selectedRows();
    std::optional<std::size_t> now;
    if (!rows.isEmpty())
        now = detectionAt(selection->isRowSelected(m_table->currentIndex().row()) ? m_table->currentIndex()
                                                                                  : rows.first());
    if (now == m_selected)
        return;
    m_selected = now;
    Q_EMIT selected(now);
}

void DetectionsPanel::setHovered(std::optional<std::size_t> index)
{
    if (index == m_hovered)
        return;
    m_hovered = index;
    m_model->setHighlighted(index);
    Q_EMIT hovered(index);
}

bool DetectionsPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        fitColumns();
    if (event->type() == QEvent::MouseMove)
        setHovered(detectionAt(m_table->indexAt(static_cast<QMouseEvent *>(event)->position().toPoint())));
    else if (event->type() == QEvent::Leave)
        setHovered(std::nullopt);
    return QWidget::eventFilter(watched, event);
}

QString DetectionsPanel::toCsv() const
{
    QList<int> rows;
    const QModelIndexList selection = m_table->selectionModel()->selectedRows();
    for (const QModelIndex &index : selection)
        rows.append(index.row());
    std::sort(rows.begin(), rows.end());
    for (int row = 0; selection.isEmpty() && row < m_model->rowCount(); ++row)
        rows.append(row);
    const bool turned = std::any_of(rows.begin(), rows.end(), [this](int row) { return m_model->isTurned(row); });
    QString text = DetectionsModel::csvHeader(turned) + QLatin1Char('\n');
    for (const int row : rows)
        text += m_model->csvLine(row, turned) + QLatin1Char('\n');
    return text;
}

void DetectionsPanel::copy() const
{
    QGuiApplication::clipboard()->setText(toCsv());
}

} // namespace sightglass
