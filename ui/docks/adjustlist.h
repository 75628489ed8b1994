// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QWidget>

class QGridLayout;
class QLabel;
class QToolButton;

namespace sightglass
{

/// Fields beside their titles, each with a button that takes back what a person said there. A field that holds
/// such a word has its title in bold.
class AdjustList : public QWidget
{
    Q_OBJECT

public:
    explicit AdjustList(QWidget *parent = nullptr);

    /// The name is for tests and style: the field's object name, and with "Reset" after it the button's.
    void addField(QWidget *field, const QString &title, const QString &help, const char *name);
    void setAdjusted(QWidget *field, bool adjusted);
    void setFieldVisible(QWidget *field, bool visible);

Q_SIGNALS:
    void resetRequested(QWidget *field);

private:
    struct Row
    {
        QLabel *title;
        QToolButton *reset;
        bool adjusted = false;
        bool visible = true;
    };
    static void updateReset(const Row &row);

    QGridLayout *m_grid;
    QHash<QWidget *, Row> m_rows;
};

} // namespace sightglass
