// SPDX-License-Identifier: Apache-2.0
#include "ui/preferencesdialog.h"

#include "core/store/storefolder.h"
#include "ui/language.h"
#include "ui/widgets/numberfield.h"
#include "ui/widgets/tonedlabel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFontComboBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QVBoxLayout>

#include <utility>

namespace sightglass
{

PreferencesDialog::PreferencesDialog(const OverlayStyle &style, const WindowSettings &window,
                                     const RecordingSettings &recording, const SourceSettings &source, QWidget *parent)
    : QDialog(parent)
    , m_style(style)
    , m_recording(recording)
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
    auto *groups = new QHBoxLayout;
    groups->setSpacing(2 * Theme::rhythm);
    for (const QList<QWidget *> &stack :
         {QList<QWidget *>{makeOverlayFields(), makeWindowFields(window)},
          QList<QWidget *>{makeRecordingFields(), makeVideoFields(source.decoder), makeStoreFields(source)}}) {
        auto *side = new QVBoxLayout;
        side->setSpacing(2 * Theme::rhythm);
        for (QWidget *group : stack)
            side->addWidget(group);
        side->addStretch();
        groups->addLayout(side);
    }
    column->addLayout(groups);
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

QWidget *PreferencesDialog::makeRecordingFields()
{
    const auto makeField = [this](const char *name, double most, double value, const QString &unit, auto take) {
        auto *field = new NumberField;
        field->setObjectName(QLatin1String(name));
        field->setRange(0.0, most);
        field->setDecimals(0);
        field->setSuffix(unit);
        field->setValue(value);
        connect(field, &NumberField::valueChanged, this, [this, take](double changed) {
            RecordingSettings recording = m_recording;
            take(recording, changed);
            takeRecording(recording);
        });
        return field;
    };
    using Recording = RecordingSettings;
    auto *seconds = makeField("keptSeconds", Recording::mostSeconds, m_recording.keep.seconds, tr(" s"),
                              [](Recording &recording, double value) { recording.keep.seconds = value; });
    seconds->setToolTip(tr("How much of each live source is there to be kept, when something has just happened; 0: "
                           "nothing. Costs some 5 ms of a processor for a picture of 1280 x 720."));
    auto *megabytes = makeField(
        "keptMegabytes", Recording::mostMegabytes, static_cast<double>(m_recording.keep.bytes >> 20), tr(" MB"),
        [](Recording &recording, double value) { recording.keep.bytes = static_cast<std::size_t>(value) << 20; });
    megabytes->setToolTip(tr("The most memory that this takes of each source; the seconds are fewer then"));
    auto *minutes = makeField("fileMinutes", Recording::mostMinutes, m_recording.fileMinutes, tr(" min"),
                              [](Recording &recording, double value) { recording.fileMinutes = value; });
    minutes->setToolTip(tr("After so long a recording goes on in another file; 0: never"));

    auto *folder = new QLineEdit(m_recording.folder);
    folder->setObjectName(QStringLiteral("recordingFolder"));
    folder->setPlaceholderText(QDir::toNativeSeparators(RecordingSettings().place()));
    folder->setMinimumWidth(folder->fontMetrics().averageCharWidth() * 30);
    auto *choose = new QPushButton(tr("Ch&oose…"));
    choose->setAutoDefault(false);
    connect(folder, &QLineEdit::textChanged, this, [this](const QString &text) {
        RecordingSettings recording = m_recording;
        recording.folder = text.trimmed();
        takeRecording(recording);
    });
    connect(choose, &QPushButton::clicked, this, [this, folder] {
        auto *dialog = new QFileDialog(this, tr("Where recordings go"), m_recording.place());
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::Directory);
        dialog->setOption(QFileDialog::ShowDirsOnly);
        connect(dialog, &QFileDialog::fileSelected, folder, &QLineEdit::setText);
        dialog->open();
    });
    auto *place = new QHBoxLayout;
    place->addWidget(folder, 1);
    place->addWidget(choose);

    auto *annotates = new QCheckBox(tr("Write each file &with boxes, too"));
    annotates->setObjectName(QStringLiteral("annotatesRecordings"));
    annotates->setToolTip(tr("When a recording is whole, the panel \"Exports\" writes it as MP4 with boxes, and its "
                             "detections as a list, with the model and the thresholds of that moment"));
    annotates->setChecked(m_recording.annotates);
    connect(annotates, &QCheckBox::clicked, this, [this](bool checked) {
        RecordingSettings recording = m_recording;
        recording.annotates = checked;
        takeRecording(recording);
    });

    auto *group = new QGroupBox(tr("Cameras and streams"));
    auto *form = new QFormLayout(group);
    form->addRow(tr("&Keep the last:"), seconds);
    form->addRow(tr("In at &most:"), megabytes);
    form->addRow(tr("A&nother file after:"), minutes);
    auto *label = new QLabel(tr("&Recordings in:"));
    label->setBuddy(folder);
    form->addRow(label, place);
    form->addRow(annotates);
    return group;
}

QWidget *PreferencesDialog::makeVideoFields(DecoderChoice decoder)
{
    auto *choice = new QComboBox;
    choice->setObjectName(QStringLiteral("decoder"));
    choice->addItems({tr("The graphics card, where it is exact"), tr("Software")});
    choice->setCurrentIndex(static_cast<int>(decoder));
    choice->setToolTip(tr("A device has to decode the first pictures as software does, else software goes on. Counts "
                          "for what is opened from now on. Exports are decoded in software always."));
    connect(choice, &QComboBox::activated, this,
            [this](int index) { Q_EMIT decoderChosen(static_cast<DecoderChoice>(index)); });
    auto *group = new QGroupBox(tr("Video"));
    auto *form = new QFormLayout(group);
    form->addRow(tr("Decoded &by:"), choice);
    return group;
}

QWidget *PreferencesDialog::makeStoreFields(const SourceSettings &source)
{
    auto *most = new NumberField;
    most->setObjectName(QStringLiteral("storeMegabytes"));
    most->setRange(0.0, SourceSettings::mostStoreMegabytes);
    most->setDecimals(0);
    most->setSingleStep(100.0);
    most->setSuffix(tr(" MB"));
    most->setValue(source.storeMegabytes);
    most->setToolTip(
        tr("What a model has seen of a file is kept, and not asked of it again. What was not used for longest "
           "makes room; 0: nothing is kept. \"sightglass cache\" lists and clears it."));
    connect(most, &NumberField::valueChanged, this,
            [this](double value) { Q_EMIT storeMegabytesChosen(static_cast<int>(value)); });
    auto *analyses = new QCheckBox(tr("&Analyse files while nothing else runs"));
    analyses->setObjectName(QStringLiteral("analysesFiles"));
    analyses->setToolTip(
        tr("When nothing has played for some seconds, the model sees every frame of the files that are "
           "open, one file after the other; see Model > Analyse clip"));
    analyses->setChecked(source.analyses);
    connect(analyses, &QCheckBox::clicked, this, &PreferencesDialog::automaticAnalysisChosen);
    auto *group = new QGroupBox(tr("Results of models"));
    auto *form = new QFormLayout(group);
    form->addRow(analyses);
    form->addRow(tr("S&pace on disk, at most:"), most);
    form->addRow(QString(), new TonedLabel(TonedLabel::Tone::Quiet,
                                           tr("%1 are taken now.")
                                               .arg(locale().formattedDataSize(StoreFolder::ofUser().size(), 1,
                                                                               QLocale::DataSizeSIFormat))));
    return group;
}

void PreferencesDialog::takeRecording(const RecordingSettings &changed)
{
    if (changed == m_recording)
        return;
    m_recording = changed;
    Q_EMIT recordingChanged(m_recording);
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
