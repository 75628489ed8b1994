// SPDX-License-Identifier: Apache-2.0
#include "ui/exports/batchexportdialog.h"

#include "core/export/detectionformat.h"
#include "core/export/videocontainer.h"
#include "core/values/visibletext.h"
#include "core/values/words.h"
#include "ui/exports/pathrow.h"
#include "ui/exports/videoformrow.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace sightglass
{

namespace
{

constexpr int shownFormats = 5;

} // namespace

BatchExportDialog::BatchExportDialog(const ExportBatch &proposal, QWidget *parent)
    : QDialog(parent)
    , m_proposal(proposal)
    , m_folder(new QLineEdit(proposal.folder))
    , m_container(new QComboBox)
    , m_videoForm(new VideoFormRow)
    , m_sound(new QCheckBox(tr("Keep &sound and subtitles")))
    , m_formats(new QListWidget)
    , m_replace(new QCheckBox(tr("&Replace files that are there")))
    , m_hint(new QLabel)
{
    setWindowTitle(tr("Export several files"));
    setMinimumWidth(72 * Theme::rhythm);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(2 * Theme::rhythm, 2 * Theme::rhythm, 2 * Theme::rhythm, 2 * Theme::rhythm);
    column->setSpacing(Theme::rhythm);
    column->addWidget(makeFolderRow());
    column->addWidget(makeVideoRow());
    column->addWidget(m_videoForm);
    m_videoForm->setSettings(proposal.common.video);
    m_sound->setChecked(proposal.common.sound);
    column->addWidget(m_sound);

    auto *formatsLabel = new QLabel(tr("&Lists, and pictures, of what is found:"));
    formatsLabel->setBuddy(m_formats);
    column->addWidget(formatsLabel);
    const auto addFormat = [this, &proposal](const QString &id, const QString &name) {
        auto *item = new QListWidgetItem(name, m_formats);
        item->setData(Qt::UserRole, id);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(proposal.formats.contains(id) ? Qt::Checked : Qt::Unchecked);
    };
    for (const DetectionFormatInfo &format : detectionFormats())
        addFormat(format.id, Words::tr(format.name));
    addFormat(QStringLiteral("frames"), tr("Each frame as a picture (PNG)"));
    addFormat(QStringLiteral("crops"), tr("What is found, cut out (PNG), in a folder for each class"));
    m_formats->setObjectName(QStringLiteral("formats"));
    m_formats->setFixedHeight(shownFormats * m_formats->sizeHintForRow(0) + 2 * m_formats->frameWidth());
    column->addWidget(m_formats);
    m_replace->setObjectName(QStringLiteral("replace"));
    m_replace->setToolTip(tr("Otherwise an input is left out when all its files are there"));
    column->addWidget(m_replace);
    m_hint->setWordWrap(true);
    m_hint->setTextFormat(Qt::PlainText);
    m_hint->setMinimumHeight(2 * m_hint->fontMetrics().lineSpacing());
    m_hint->setAlignment(Qt::AlignTop);
    column->addWidget(m_hint);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_export = buttons->addButton(tr("&Export"), QDialogButtonBox::AcceptRole);
    m_export->setDefault(true);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_folder, &QLineEdit::textChanged, this, &BatchExportDialog::refresh);
    connect(m_container, &QComboBox::currentIndexChanged, this, &BatchExportDialog::refresh);
    connect(m_videoForm, &VideoFormRow::changed, this, &BatchExportDialog::refresh);
    connect(m_sound, &QCheckBox::toggled, this, &BatchExportDialog::refresh);
    connect(m_formats, &QListWidget::itemChanged, this, &BatchExportDialog::refresh);
    connect(m_replace, &QCheckBox::toggled, this, &BatchExportDialog::refresh);
    refresh();
}

QWidget *BatchExportDialog::makeFolderRow()
{
    m_folder->setObjectName(QStringLiteral("folder"));
    const PathRow row = makePathRow(m_folder, tr("&Folder:"));
    connect(row.choose, &QPushButton::clicked, this, &BatchExportDialog::chooseFolder);
    return row.row;
}

QWidget *BatchExportDialog::makeVideoRow()
{
    m_container->setObjectName(QStringLiteral("container"));
    for (const QString &ending : videoEndings())
        m_container->addItem(ending.toUpper(), ending);
    m_container->addItem(tr("None"), QString());
    m_container->setCurrentIndex(std::max(0, m_container->findData(m_proposal.container)));
    auto *widget = new QWidget;
    auto *row = new QHBoxLayout(widget);
    row->setContentsMargins(0, 0, 0, 0);
    auto *label = new QLabel(tr("&Videos:"));
    label->setBuddy(m_container);
    row->addWidget(label);
    row->addWidget(m_container);
    row->addStretch();
    return widget;
}

void BatchExportDialog::chooseFolder()
{
    auto *dialog = new QFileDialog(this, tr("Export to"), m_folder->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, m_folder, &QLineEdit::setText);
    dialog->open();
}

ExportBatch BatchExportDialog::batch() const
{
    ExportBatch batch = m_proposal;
    batch.folder = m_folder->text().trimmed();
    batch.container = m_container->currentData().toString();
    batch.formats.clear();
    for (int row = 0; row < m_formats->count(); ++row) {
        if (m_formats->item(row)->checkState() == Qt::Checked)
            batch.formats.append(m_formats->item(row)->data(Qt::UserRole).toString());
    }
    batch.common.video = m_videoForm->settings();
    batch.common.sound = m_sound->isChecked();
    batch.common.overwrite = m_replace->isChecked();
    return batch;
}

void BatchExportDialog::refresh()
{
    const ExportBatch wanted = batch();
    m_videoForm->setVisible(!wanted.container.isEmpty());
    m_sound->setVisible(!wanted.container.isEmpty());
    if (!wanted.container.isEmpty())
        m_videoForm->setPath(QStringLiteral("video.") + wanted.container);
    m_requests.clear();
    QString problem;
    std::size_t left = 0;
    if (wanted.folder.isEmpty() || !QFileInfo(wanted.folder).isDir()) {
        problem = tr("Choose a folder that is there.");
    } else if (auto planned = planExports(wanted); !planned) {
        problem = planned.error().message;
    } else {
        m_requests = *std::move(planned);
        const std::size_t all = m_requests.size();
        if (!wanted.common.overwrite)
            std::erase_if(m_requests, [](const ExportRequest &request) { return isDone(request); });
        left = all - m_requests.size();
        for (const ExportRequest &request : m_requests) {
            if (const auto checked = checkRequest(request); !checked && problem.isEmpty())
                problem = checked.error().message;
        }
        if (m_requests.empty())
            problem = left > 0 ? tr("The files of all of them are there already.")
                               : tr("There is nothing in it that can be exported.");
    }
    m_export->setEnabled(problem.isEmpty());
    const auto count = static_cast<int>(m_requests.size());
    m_export->setText(problem.isEmpty() ? tr("&Export %1").arg(count) : tr("&Export"));
    if (!problem.isEmpty()) {
        m_hint->setText(visibleText(problem));
        return;
    }
    QString hint = count == 1 ? tr("1 export, with the model, thresholds and colours as they are now.")
                              : tr("%1 exports, one after another, with the model, thresholds and colours as they "
                                   "are now.")
                                    .arg(count);
    if (left > 0)
        hint += QLatin1Char(' ') + tr("%1 are there already and are left out.").arg(left);
    m_hint->setText(hint);
}

} // namespace sightglass
