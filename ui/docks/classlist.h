// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/overlay/overlaystyle.h"
#include "core/values/candidates.h"
#include "core/values/thresholds.h"

#include <QElapsedTimer>
#include <QWidget>

class QLineEdit;
class QTableView;
class QToolButton;

namespace sightglass
{

class ClassFilter;
class ClassModel;
class ElidedLabel;
class TonedLabel;
class ValueSlider;

/// The class table of the tuning panel with its filter, its switches for all, and the own threshold of what is
/// selected.
class ClassList : public QWidget
{
    Q_OBJECT

public:
    explicit ClassList(QWidget *parent = nullptr);

    void setClassNames(std::shared_ptr<const QStringList> names);
    void setThresholds(const Thresholds &thresholds);
    void setStyle(const OverlayStyle &style);
    /// Counts by class, and the candidates that the own thresholds choose from (null: none).
    void setResults(const Detections &detections, const CandidatesPtr &candidates);

Q_SIGNALS:
    void rulesEdited(const std::map<int, sightglass::ClassRule> &rules);
    /// An invalid colour: back to the class's own.
    void colourEdited(const QString &className, const QColor &colour);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makeTools();
    void makeTable();
    QWidget *makeOwnThreshold();
    QList<int> selectedIds() const;
    QList<int> filteredIds() const;
    void updateOwnThreshold();
    void updateOwnHistogram();
    void updateShownCount();
    void sortAgain();
    void pickColour(int classId);
    void showMenu(const QPoint &position);

    ClassModel *m_model;
    ClassFilter *m_proxy;
    QTableView *m_table;
    QLineEdit *m_filter = nullptr;
    TonedLabel *m_shown = nullptr;
    ValueSlider *m_own = nullptr;
    QToolButton *m_reset = nullptr;
    CandidatesPtr m_candidates;
    QElapsedTimer m_clock;
};

} // namespace sightglass
