// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/timeline.h"
#include "ui/timeline/eventchoice.h"

#include <QStringList>
#include <QWidget>

#include <memory>
#include <vector>

class QComboBox;
class QLineEdit;

namespace sightglass
{

class ActionSet;
class ElidedLabel;

/// Over the lane: a query with what came of it, and the way from event to event. What is wrong with the query is said
/// beside it, and spans are those of the last one that was right.
class TimelineBar : public QWidget
{
    Q_OBJECT

public:
    explicit TimelineBar(const ActionSet &actions, QWidget *parent = nullptr);

    /// Of the model that looks at the clip; null: it has none, or there is no model.
    void setClassNames(std::shared_ptr<const QStringList> names);
    /// What the lane shows: the classes found, and how many spans there are.
    void setPicture(const TimelinePicture &picture);

    /// Of those typed, the newest that is right.
    const ClipQuery &query() const { return m_query; }
    EventChoice choice() const;
    void setChoice(const EventChoice &choice);
    void editQuery();
    /// "Detection of person", or the query.
    QString choiceText() const;

Q_SIGNALS:
    void queryChanged(const sightglass::ClipQuery &query);
    void choiceChanged(const sightglass::EventChoice &choice);
    /// Enter: to the next match.
    void nextRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void makeChoices();
    void parse();
    void showStatus();
    void setClasses(const std::vector<int> &ids);
    QString nameOf(int classId) const;
    void tellChoice();

    QLineEdit *m_field;
    ElidedLabel *m_status;
    QComboBox *m_event;
    QComboBox *m_class;
    std::shared_ptr<const QStringList> m_names;
    std::vector<int> m_classes; ///< That m_class offers.
    ClipQuery m_query;
    Error m_error; ///< An empty message: none.
    EventChoice m_told;

    // Of the picture.
    std::int64_t m_frames = 0;
    std::int64_t m_known = 0;
    std::size_t m_spans = 0;
    QString m_answered; ///< The query that m_spans are of.
    std::optional<double> m_suppressing;
};

} // namespace sightglass
