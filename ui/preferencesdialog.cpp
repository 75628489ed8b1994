// SPDX-License-Identifier: Apache-2.0
#include "ui/preferencesdialog.h"

#include "ui/language.h"
#include "ui/widgets/numberfield.h"
#include "ui/widgets/tonedlabel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFontComboBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QVBoxLayout>

namespace sightglass
{

PreferencesDialog::PreferencesDialog(const OverlayStyle &style, const WindowSettings &window, QWidget *parent)
    : QDialog(parent)
    , m_style(style)
    , m_lineWidth(new NumberField)
    , m_fill(new NumberField)
    , m_fontSize(new NumberField)
    , m_ownFont(new QCheckBox(tr("&Font:")))
    , m_font(new QFontComboBox)
    , m_appearance(new QComboBox)
    , m_units(new QComboBox)
    , m_language(new QComboBox)
{
    setWindowTitle(tr("Preferences"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(2 * Theme::rhythm, 2 * Theme::rhythm, 2 * Theme::rhythm, 2 * Theme::rhythm);
    column->setSpacing(2 * Theme::rhythm);
    column->addWidget(makeOverlayFields());
    column->addWidget(makeWindowFields(window));
    column->addStretch();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto *defaults = buttons->addButton(tr("&Defaults"), QDialogButtonBox::ResetRole);
    defaults->setAutoDefault(false);
    defaults->setToolTip(tr("Boxes and labels as they were at first"));
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(defaults, &QPushButton::clicked, this, [this] {
        show(OverlayStyle());
        takeStyle();
    });
    show(style);
}

QWidget *PreferencesDialog::makeOverlayFields()
{
    const auto prepare = [this](NumberField *field, const char *name, double least, double most, const QString &unit) {
        field->setObjectName(QLatin1String(name));
        field->setRange(least, most);
        field->setSuffix(unit);
        connect(field, &NumberField::valueChanged, this, &PreferencesDialog::takeStyle);
    };
    prepare(m_lineWidth, "lineWidth", 0.5, 16.0, tr(" px"));
    m_lineWidth->setDecimals(1);
    m_lineWidth->setSingleStep(0.5);
    m_lineWidth->setToolTip(tr("Thickness of boxes and skeletons (export: --line-width)"));
    prepare(m_fill, "fill", 0.0, 90.0, tr(" %"));
    m_fill->setDecimals(0);
    m_fill->setSingleStep(5.0);
    m_fill->setToolTip(tr("How much the inside of boxes is tinted in the colour of the class (export: --fill)"));
    prepare(m_fontSize, "fontSize", 6.0, 64.0, tr(" px"));
    m_fontSize->setDecimals(0);
    m_fontSize->setToolTip(tr("Height of the letters; labels shrink by themselves where boxes are dense (export: "
                              "--label-size)"));
    m_ownFont->setObjectName(QStringLiteral("ownFont"));
    m_ownFont->setToolTip(tr("Another font than the window's"));
    m_font->setAccessibleName(tr("Font of the labels"));
    connect(m_ownFont, &QCheckBox::toggled, m_font, &QWidget::setEnabled);
    connect(m_ownFont, &QCheckBox::toggled, this, &PreferencesDialog::takeStyle);
    connect(m_font, &QFontComboBox::currentFontChanged, this, &PreferencesDialog::takeStyle);

    auto *group = new QGroupBox(tr("Boxes and labels"));
    auto *form = new QFormLayout(group);
    form->addRow(tr("&Line width:"), m_lineWidth);
    form->addRow(tr("F&ill of boxes:"), m_fill);
    form->addRow(tr("Label &size:"), m_fontSize);
    form->addRow(m_ownFont, m_font);
    return group;
}

QWidget *PreferencesDialog::makeWindowFields(const WindowSettings &window)
{
    m_appearance->setObjectName(QStringLiteral("appearance"));
    m_appearance->addItems({tr("As the desktop"), tr("Light"), tr("Dark")});
    m_appearance->setCurrentIndex(static_cast<int>(window.appearance));
    connect(m_appearance, &QComboBox::activated, this,
            [this](int index) { Q_EMIT appearanceChosen(static_cast<Appearance>(index)); });
    m_units->setObjectName(QStringLiteral("units"));
    m_units->addItems({tr("Pixels of the source"), tr("Percent of the picture")});
    m_units->setCurrentIndex(static_cast<int>(window.units));
    m_units->setToolTip(tr("What the table of detections tells places and sizes in; copies and exports are in pixels"));
    connect(m_units, &QComboBox::activated, this,
            [this](int index) { Q_EMIT unitsChosen(static_cast<BoxUnits>(index)); });
    m_language->setObjectName(QStringLiteral("language"));
    m_language->addItem(tr("As the system"), QString());
    for (const Language &language : languages())
        m_language->addItem(language.name, language.code);
    const QString &chosen = window.language;
    m_language->setCurrentIndex(m_language->findData(chosen.isEmpty() ? chosen : languageOf(chosen, {})));
    connect(m_language, &QComboBox::activated, this,
            [this](int index) { Q_EMIT languageChosen(m_language->itemData(index).toString()); });
    auto *reopens = new QCheckBox(tr("Open at the start what was open at the &end"));
    reopens->setObjectName(QStringLiteral("reopens"));
    reopens->setChecked(window.reopens);
    connect(reopens, &QCheckBox::clicked, this, &PreferencesDialog::reopeningChosen);
    auto *group = new QGroupBox(tr("Window"));
    auto *form = new QFormLayout(group);
    form->addRow(tr("&Theme:"), m_appearance);
    form->addRow(tr("&Units of boxes:"), m_units);
    form->addRow(reopens);
    form->addRow(tr("Lan&guage:"), m_language);
    form->addRow(QString(),
                 new TonedLabel(TonedLabel::Tone::Quiet, tr("Another language is spoken from the next start.")));
    return group;
}

void PreferencesDialog::show(const OverlayStyle &style)
{
    const QScopedValueRollback showing(m_showing, true);
    m_lineWidth->setValue(style.lineWidth);
    m_fill->setValue(100.0 * style.fill);
    m_fontSize->setValue(style.fontSize);
    m_ownFont->setChecked(!style.fontFamily.isEmpty());
    m_font->setEnabled(m_ownFont->isChecked());
    m_font->setCurrentFont(style.fontFamily.isEmpty() ? font() : QFont(style.fontFamily));
}

void PreferencesDialog::takeStyle()
{
    if (m_showing)
        return;
    OverlayStyle changed = m_style;
    changed.lineWidth = m_lineWidth->value();
    changed.fill = m_fill->value() / 100.0;
    changed.fontSize = m_fontSize->value();
    changed.fontFamily = m_ownFont->isChecked() ? m_font->currentFont().family() : QString();
    if (changed == m_style)
        return;
    m_style = changed;
    Q_EMIT styleChanged(m_style);
}

} // namespace sightglass
