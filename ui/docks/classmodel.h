// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/overlay/overlaystyle.h"
#include "core/values/thresholds.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QList>
#include <QStringList>

#include <map>
#include <memory>
#include <vector>

namespace sightglass
{

/// The classes of a model, a row each: shown or not, colour, name, live count, own threshold.
class ClassModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        ShownColumn,
        ColourColumn,
        NameColumn,
        CountColumn,
        ThresholdColumn,
        columnTotal
    };
    enum Role
    {
        SortRole = Qt::UserRole, ///< What rows are ordered by.
        IdRole,                  ///< Class id, int.
        ColourRole,              ///< QColor.
        ThresholdRole,           ///< Threshold that counts for the class, own or common, double.
    };

    explicit ClassModel(QObject *parent = nullptr);

    /// By class id; gaps are left out. Null: rows come as classes are seen.
    void setClassNames(std::shared_ptr<const QStringList> names);
    void setThresholds(const Thresholds &thresholds);
    void setStyle(const OverlayStyle &style);
    /// Detections by class id on the frame on display; a class without a row gets one.
    void setCounts(const QHash<int, int> &counts);

    const std::map<int, ClassRule> &rules() const { return m_rules; }
    const OverlayStyle &style() const { return m_style; }
    QString name(int classId) const;
    int shownCount() const;
    bool hasOwnThreshold(int classId) const;
    float threshold(int classId) const;

    /// By the user's hand: emits rulesEdited() once, where something changes.
    void editShown(const QList<int> &classIds, bool shown);
    /// Shows this class alone; of one that is alone, all that were shown before.
    void editSolo(int classId);
    /// Without a value the common threshold counts again.
    void editThreshold(const QList<int> &classIds, std::optional<float> threshold);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void rulesEdited();

private:
    struct Row
    {
        int id = 0;
        QString name;
        int count = 0;
    };

    template <typename Change>
    void edit(const QList<int> &classIds, Change change);
    const ClassRule &rule(int classId) const;
    QVariant display(const Row &row, int column) const;
    QVariant sortKey(const Row &row, int column) const;
    void addMissing(const QHash<int, int> &counts);
    void refresh(Column first, Column last);

    std::vector<Row> m_rows;
    std::shared_ptr<const QStringList> m_names;
    std::map<int, ClassRule> m_rules;
    std::optional<int> m_solo; ///< That was shown alone last.
    QList<int> m_hiddenBeforeSolo;
    float m_common = 0.25f;
    OverlayStyle m_style;
};

} // namespace sightglass
