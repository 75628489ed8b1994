// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/classlist.h"

#include "core/values/visibletext.h"
#include "ui/docks/classdelegate.h"
#include "ui/docks/classfilter.h"
#include "ui/docks/classmodel.h"
#include "ui/docks/thresholddrag.h"
#include "ui/theme/icons.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/iconbutton.h"
#include "ui/widgets/outsidetext.h"
#include "ui/widgets/tonedlabel.h"
#include "ui/widgets/valueslider.h"

#include <QColorDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QMouseEvent>
#include <QSignalBlocker>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace sightglass
{

ClassList::ClassList(QWidget *parent)
    : QWidget(parent)
    , m_model(new ClassModel(this))
    , m_proxy(new ClassFilter(this))
    , m_table(new QTableView)
{
    m_proxy->setSourceModel(m_model);
    m_clock.start();

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(makeTools());
    makeTable();
    layout->addWidget(m_table, 1);
    layout->addWidget(makeOwnThreshold());

    connect(m_model, &ClassModel::rulesEdited, this, [this] {
        updateShownCount();
        updateOwnThreshold();
        Q_EMIT rulesEdited(m_model->rules());
    });
    connect(m_filter, &QLineEdit::textChanged, m_proxy, &ClassFilter::setFilterFixedString);
    updateOwnThreshold();
    updateShownCount();
}

QWidget *ClassList::makeTools()
{
    m_filter = new QLineEdit;
    m_filter->setObjectName(QStringLiteral("filterClasses"));
    m_filter->setPlaceholderText(tr("Filter classes"));
    m_filter->setAccessibleName(tr("Filter classes"));
    m_filter->setToolTip(tr("Lists the classes whose name holds this text; All and None act on these"));
    m_filter->setClearButtonEnabled(true);
    auto *present =
        iconButton(QStringLiteral("filter"), tr("Present only"), tr("List the classes alone that are on the picture"));
    present->setObjectName(QStringLiteral("presentOnly"));
    present->setCheckable(true);
    connect(present, &QToolButton::toggled, m_proxy, &ClassFilter::setPresentOnly);
    auto *all = iconButton(QStringLiteral("check-all"), tr("All"), tr("Show all classes in the list below"));
    auto *none = iconButton(QStringLiteral("check-none"), tr("None"), tr("Hide all classes in the list below"));
    all->setObjectName(QStringLiteral("all"));
    none->setObjectName(QStringLiteral("none"));
    connect(all, &QToolButton::clicked, this, [this] { m_model->editShown(filteredIds(), true); });
    connect(none, &QToolButton::clicked, this, [this] { m_model->editShown(filteredIds(), false); });

    m_shown = new TonedLabel(TonedLabel::Tone::Quiet);
    auto *head = new QHBoxLayout;
    head->addWidget(new QLabel(tr("Classes")));
    head->addStretch();
    head->addWidget(m_shown);
    auto *line = new QHBoxLayout;
    line->setSpacing(4);
    line->addWidget(m_filter, 1);
    line->addWidget(present);
    line->addWidget(all);
    line->addWidget(none);
    auto *tools = new QWidget;
    auto *layout = new QVBoxLayout(tools);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(head);
    layout->addLayout(line);
    return tools;
}

void ClassList::makeTable()
{
    m_table->setModel(m_proxy);
    m_table->setItemDelegate(new ClassDelegate(m_table));
    m_table->setAccessibleName(tr("Classes"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setMinimumHeight(72);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);
    new ThresholdDrag(m_table, m_model);
    setEmptyText(m_table, tr("No classes.\nLoad a model, or clear the filters."));

    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setMinimumSectionSize(20);
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->setSectionResizeMode(ClassModel::NameColumn, QHeaderView::Stretch);
    header->setSortIndicatorClearable(true);
    header->setSortIndicator(-1, Qt::AscendingOrder);
    m_table->setSortingEnabled(true);
    m_table->setColumnWidth(ClassModel::ShownColumn, 24);
    m_table->setColumnWidth(ClassModel::ColourColumn, 20);
    m_table->setColumnWidth(ClassModel::CountColumn, fontMetrics().horizontalAdvance(tr("Count")) + 16);
    m_table->setColumnWidth(ClassModel::ThresholdColumn, fontMetrics().horizontalAdvance(QStringLiteral("0.00")) + 32);

    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ClassList::updateOwnThreshold);
    connect(m_table, &QTableView::customContextMenuRequested, this, &ClassList::showMenu);
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex &index) {
        if (index.column() == ClassModel::ColourColumn)
            pickColour(index.data(ClassModel::IdRole).toInt());
    });
}

QWidget *ClassList::makeOwnThreshold()
{
    m_own = new ValueSlider(tr("Own threshold"));
    m_own->setHistogramShown(true);
    m_own->setHelp(tr("Least score of the selected classes, instead of the common confidence"));
    m_reset = iconButton(QStringLiteral("reset"), tr("Reset"), tr("Let the common confidence count again (Delete)"));
    m_reset->setObjectName(QStringLiteral("reset"));
    connect(m_own, &ValueSlider::valueChanged, this,
            [this](double value) { m_model->editThreshold(selectedIds(), static_cast<float>(value)); });
    const auto reset = [this] { m_model->editThreshold(selectedIds(), std::nullopt); };
    connect(m_reset, &QToolButton::clicked, this, reset);
    connect(m_own->slider(), &HistogramSlider::defaultRequested, this, reset);

    auto *box = new QWidget;
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_own, 1);
    layout->addWidget(m_reset, 0, Qt::AlignTop);
    return box;
}

void ClassList::setClassNames(std::shared_ptr<const QStringList> names)
{
    m_model->setClassNames(std::move(names));
    updateShownCount();
    updateOwnThreshold();
}

void ClassList::setThresholds(const Thresholds &thresholds)
{
    m_model->setThresholds(thresholds);
    m_own->setDefaultValue(static_cast<double>(thresholds.confidence));
    updateShownCount();
    updateOwnThreshold();
}

void ClassList::setStyle(const OverlayStyle &style)
{
    m_model->setStyle(style);
}

void ClassList::setResults(const Detections &detections, const CandidatesPtr &candidates)
{
    QHash<int, int> counts;
    for (const Detection &detection : detections)
        ++counts[detection.classId];
    const int rows = m_model->rowCount();
    m_model->setCounts(counts);
    m_proxy->setPresent(QSet<int>(counts.keyBegin(), counts.keyEnd()), m_clock.elapsed());
    if (m_model->rowCount() != rows)
        updateShownCount();
    m_candidates = candidates;
    updateOwnHistogram();
    sortAgain();
}

void ClassList::sortAgain()
{
    const int column = m_proxy->sortColumn();
    if (column == ClassModel::CountColumn && !m_table->underMouse() && !m_table->hasFocus())
        m_proxy->sort(column, m_proxy->sortOrder());
}

QList<int> ClassList::selectedIds() const
{
    QList<int> ids;
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    for (const QModelIndex &index : rows)
        ids.append(index.data(ClassModel::IdRole).toInt());
    return ids;
}

QList<int> ClassList::filteredIds() const
{
    QList<int> ids;
    for (int row = 0; row < m_proxy->rowCount(); ++row)
        ids.append(m_proxy->index(row, 0).data(ClassModel::IdRole).toInt());
    return ids;
}

void ClassList::updateOwnThreshold()
{
    const QList<int> ids = selectedIds();
    const QSignalBlocker blocker(m_own);
    m_own->setEnabled(!ids.isEmpty());
    if (ids.isEmpty())
        m_own->setTitle(tr("Own threshold: select a class"));
    else if (ids.size() == 1)
        m_own->setTitle(visibleText(tr("Own threshold: %1").arg(m_model->name(ids.first()))));
    else
        m_own->setTitle(tr("Own threshold: %n classes", nullptr, static_cast<int>(ids.size())));
    m_own->setValue(ids.isEmpty() ? m_own->defaultValue() : static_cast<double>(m_model->threshold(ids.first())));
    m_reset->setEnabled(std::any_of(ids.begin(), ids.end(), [this](int id) { return m_model->hasOwnThreshold(id); }));
    updateOwnHistogram();
}

void ClassList::updateOwnHistogram()
{
    Histogram histogram;
    const QList<int> ids = selectedIds();
    if (m_candidates && !ids.isEmpty()) {
        for (const Candidate &candidate : m_candidates->items) {
            if (ids.contains(candidate.classId))
                histogram.add(candidate.score);
        }
    }
    m_own->setHistogram(histogram);
}

void ClassList::updateShownCount()
{
    const int total = m_model->rowCount();
    m_shown->setText(total == 0
                         ? QString()
                         : tr("%1 of %2 shown").arg(QString::number(m_model->shownCount()), QString::number(total)));
}

void ClassList::pickColour(int classId)
{
    const QString name = m_model->name(classId);
    const QColor before = m_model->style().colours.value(name);
    auto *dialog = new QColorDialog(classColour(m_model->style(), classId, name), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(titleText(tr("Colour of %1").arg(name)));
    connect(dialog, &QColorDialog::currentColorChanged, this,
            [this, name](const QColor &colour) { Q_EMIT colourEdited(name, colour); });
    connect(dialog, &QColorDialog::rejected, this, [this, name, before] { Q_EMIT colourEdited(name, before); });
    dialog->show();
}

void ClassList::showMenu(const QPoint &position)
{
    const QModelIndex index = m_table->indexAt(position);
    if (!index.isValid())
        return;
    const int id = index.data(ClassModel::IdRole).toInt();
    const QList<int> ids = selectedIds();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Solo (Alt+click)"), this, [this, id] { m_model->editSolo(id); });
    menu->addAction(tr("Show only these"), this, [this, ids] {
        m_model->editShown(filteredIds(), false);
        m_model->editShown(ids, true);
    });
    menu->addAction(tr("Use the common threshold"), this, [this, ids] { m_model->editThreshold(ids, std::nullopt); });
    menu->addSeparator();
    menu->addAction(lineIcon(QStringLiteral("colour")), tr("Colour …"), this, [this, id] { pickColour(id); });
    QAction *back =
        menu->addAction(tr("Default colour"), this, [this, id] { Q_EMIT colourEdited(m_model->name(id), QColor()); });
    back->setEnabled(m_model->style().colours.contains(m_model->name(id)));
    menu->popup(m_table->viewport()->mapToGlobal(position));
}

bool ClassList::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress) {
        const QList<int> ids = selectedIds();
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Space && !ids.isEmpty()) {
            const QModelIndex current = m_table->currentIndex().siblingAtColumn(ClassModel::ShownColumn);
            m_model->editShown(ids, current.data(Qt::CheckStateRole).toInt() != Qt::Checked);
            return true;
        }
        if ((key == Qt::Key_Delete || key == Qt::Key_Backspace) && !ids.isEmpty()) {
            m_model->editThreshold(ids, std::nullopt);
            return true;
        }
    }
    if (watched == m_table->viewport() && event->type() == QEvent::MouseButtonPress) {
        const auto *click = static_cast<QMouseEvent *>(event);
        const QModelIndex index = m_table->indexAt(click->position().toPoint());
        if (index.isValid() && click->button() == Qt::LeftButton && click->modifiers() == Qt::AltModifier) {
            m_model->editSolo(index.data(ClassModel::IdRole).toInt());
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace sightglass
