// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/classdelegate.h"

#include "ui/docks/classmodel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/colourswatch.h"
#include "ui/widgets/numberfield.h"

#include <QPainter>
#include <QSignalBlocker>

namespace sightglass
{

namespace
{

/// One step below 0.00 stands "–": no threshold of its own. From there the first step starts at the common one.
class ThresholdEditor : public NumberField
{
public:
    ThresholdEditor(double common, QWidget *parent)
        : NumberField(parent)
        , m_common(common)
    {
        setDecimals(2);
        setSingleStep(0.01);
        setRange(-0.01, 1.0);
        setSpecialValueText(QStringLiteral("–"));
        setFrame(false);
    }

    bool isCommon() const { return value() <= minimum(); }

    void stepBy(int steps) override
    {
        if (isCommon() && steps > 0)
            setValue(m_common + steps * singleStep());
        else
            NumberField::stepBy(steps);
    }

    QValidator::State validate(QString &input, int &position) const override
    {
        return isNothing(input) ? QValidator::Acceptable : NumberField::validate(input, position);
    }

    double valueFromText(const QString &text) const override
    {
        return isNothing(text) ? minimum() : NumberField::valueFromText(text);
    }

protected:
    double least() const override { return 0.0; }

private:
    static bool isNothing(const QString &text)
    {
        return text.isEmpty() || text == QLatin1String("-") || text == QStringLiteral("–");
    }

    double m_common;
};

/// Under a threshold of its own: how much of the way from 0 to 1 it is.
void paintGauge(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (index.data(Qt::EditRole).toDouble() < 0.0)
        return;
    QRectF gauge(option.rect.adjusted(6, 0, -4, 0));
    gauge.setTop(gauge.bottom() - 1.0);
    painter.fillRect(gauge, option.palette.color(QPalette::Dark));
    gauge.setWidth(gauge.width() * index.data(ClassModel::ThresholdRole).toDouble());
    painter.fillRect(gauge, Theme::signalColours(option.palette).accent);
}

} // namespace

void ClassDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    // What is switched off, absent or not set steps back.
    const bool shown = index.siblingAtColumn(ClassModel::ShownColumn).data(Qt::CheckStateRole).toInt() == Qt::Checked;
    const bool nothing = option->text == QLatin1String("0") || option->text == QStringLiteral("–");
    if (!shown || (nothing && index.column() >= ClassModel::CountColumn))
        option->palette.setColor(QPalette::Text, option->palette.color(QPalette::PlaceholderText));
}

void ClassDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    if (index.column() == ClassModel::ColourColumn)
        paintColourSwatch(*painter, option.rect, index.data(ClassModel::ColourRole).value<QColor>(), option.palette);
    if (index.column() == ClassModel::ThresholdColumn)
        paintGauge(*painter, option, index);
}

QWidget *ClassDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &, const QModelIndex &index) const
{
    auto *editor = new ThresholdEditor(index.data(ClassModel::ThresholdRole).toDouble(), parent);
    editor->setAccessibleName(
        tr("Own threshold of %1").arg(index.siblingAtColumn(ClassModel::NameColumn).data().toString()));
    auto *self = const_cast<ClassDelegate *>(this);
    connect(editor, &QDoubleSpinBox::valueChanged, self, [self, editor] { Q_EMIT self->commitData(editor); });
    return editor;
}

void ClassDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    const QSignalBlocker blocker(editor);
    static_cast<ThresholdEditor *>(editor)->setValue(index.data(Qt::EditRole).toDouble());
}

void ClassDelegate::setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const
{
    auto *spin = static_cast<ThresholdEditor *>(editor);
    spin->interpretText();
    model->setData(index, spin->isCommon() ? -1.0 : spin->value(), Qt::EditRole);
}

} // namespace sightglass
