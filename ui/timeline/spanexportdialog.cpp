// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/spanexportdialog.h"

#include "core/export/videocontainer.h"
#include "core/store/exportranges.h"
#include "core/values/visibletext.h"
#include "ui/exports/pathrow.h"
#include "ui/exports/videoformrow.h"
#include "ui/theme/theme.h"
#include "ui/transport/timetext.h"
#include "ui/widgets/numberfield.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

constexpr double longestMargin = 60.0;

double framesPerSecond(const SourceInfo &source)
{
    if (source.frameCount && source.duration > 0.0)
        return static_cast<double>(*source.frameCount) / source.duration;
    return source.frameRate.isValid() ? source.frameRate.toDouble() : 25.0;
}

} // namespace

std::vector<ExportRequest> spanRequests(const ExportRequest &common, const std::vector<FrameRange> &ranges,
                                        const QString &folder, const QString &name, const QString &container)
{
    const auto digits = static_cast<int>(QString::number(ranges.size()).size());
    std::vector<ExportRequest> requests;
    for (const FrameRange &range : ranges) {
        const QString number = QString::number(requests.size() + 1).rightJustified(digits, QLatin1Char('0'));
        ExportRequest request = common;
        request.range = range;
        request.videoPath = QDir(folder).filePath(QStringLiteral("%1-%2.%3").arg(name, number, container));
        requests.push_back(std::move(request));
    }
    return requests;
}

SpanExportDialog::SpanExportDialog(const Proposal &proposal, QWidget *parent)
    : QDialog(parent)
    , m_proposal(proposal)
    , m_folder(new QLineEdit(proposal.folder))
    , m_margin(new NumberField)
    , m_container(new QComboBox)
    , m_videoForm(new VideoFormRow)
    , m_replace(new QCheckBox(tr("&Replace files that are there")))
    , m_hint(new QLabel)
{
    setWindowTitle(tr("Export spans"));
    setMinimumWidth(72 * Theme::rhythm);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(2 * Theme::rhythm, 2 * Theme::rhythm, 2 * Theme::rhythm, 2 * Theme::rhythm);
    column->setSpacing(Theme::rhythm);
    column->addWidget(makeFolderRow());
    column->addWidget(makeMarginRow());
    m_videoForm->setSettings(proposal.common.video);
    column->addWidget(m_videoForm);
    m_replace->setObjectName(QStringLiteral("replace"));
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
    connect(m_folder, &QLineEdit::textChanged, this, &SpanExportDialog::refresh);
    connect(m_margin, &NumberField::valueChanged, this, &SpanExportDialog::refresh);
    connect(m_container, &QComboBox::currentIndexChanged, this, &SpanExportDialog::refresh);
    connect(m_videoForm, &VideoFormRow::changed, this, &SpanExportDialog::refresh);
    connect(m_replace, &QCheckBox::toggled, this, &SpanExportDialog::refresh);
    refresh();
}

QWidget *SpanExportDialog::makeFolderRow()
{
    m_folder->setObjectName(QStringLiteral("folder"));
    const PathRow row = makePathRow(m_folder, tr("&Folder:"));
    connect(row.choose, &QPushButton::clicked, this, &SpanExportDialog::chooseFolder);
    return row.row;
}

QWidget *SpanExportDialog::makeMarginRow()
{
    m_margin->setObjectName(QStringLiteral("margin"));
    m_margin->setRange(0.0, longestMargin);
    m_margin->setDecimals(1);
    m_margin->setSingleStep(0.5);
    m_margin->setSuffix(tr(" s"));
    m_margin->setValue(m_proposal.margin);
    m_margin->setToolTip(tr("Seconds before and after each span that are exported with it"));
    m_container->setObjectName(QStringLiteral("container"));
    for (const QString &ending : videoEndings())
        m_container->addItem(ending.toUpper(), ending);
    m_container->setCurrentIndex(std::max(0, m_container->findData(m_proposal.container)));
    auto *widget = new QWidget;
    auto *row = new QHBoxLayout(widget);
    row->setContentsMargins(0, 0, 0, 0);
    const auto add = [row](const QString &title, QWidget *field) {
        auto *label = new QLabel(title);
        label->setBuddy(field);
        row->addWidget(label);
        row->addWidget(field);
    };
    add(tr("&Margin:"), m_margin);
    row->addSpacing(2 * Theme::rhythm);
    add(tr("&Videos:"), m_container);
    row->addStretch();
    return widget;
}

void SpanExportDialog::chooseFolder()
{
    auto *dialog = new QFileDialog(this, tr("Export to"), m_folder->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, m_folder, &QLineEdit::setText);
    dialog->open();
}

QString SpanExportDialog::folder() const
{
    return m_folder->text().trimmed();
}

QString SpanExportDialog::container() const
{
    return m_container->currentData().toString();
}

double SpanExportDialog::margin() const
{
    return m_margin->value();
}

void SpanExportDialog::refresh()
{
    m_videoForm->setPath(QStringLiteral("video.") + container());
    ExportRequest common = m_proposal.common;
    common.video = m_videoForm->settings();
    common.overwrite = m_replace->isChecked();
    const double rate = framesPerSecond(m_proposal.source);
    const std::vector<FrameRange> ranges =
        rangesOf(m_proposal.spans, std::llround(margin() * rate), m_proposal.source.frameCount.value_or(0));
    QString name = QFileInfo(m_proposal.source.spec.location).completeBaseName();
    if (name.isEmpty())
        name = QStringLiteral("sightglass");
    m_requests = spanRequests(common, ranges, folder(), name, container());
    QString problem;
    if (folder().isEmpty() || !QFileInfo(folder()).isDir())
        problem = tr("Choose a folder that is there.");
    for (const ExportRequest &request : m_requests)
        if (const auto checked = checkRequest(request); problem.isEmpty() && !checked)
            problem = checked.error().message;
    if (problem.isEmpty() && m_requests.empty())
        problem = tr("There is no span to export.");
    std::int64_t frames = 0;
    for (const FrameRange &range : ranges)
        frames += *range.last - range.first + 1;
    const auto count = static_cast<int>(m_requests.size());
    m_export->setEnabled(problem.isEmpty());
    m_export->setText(problem.isEmpty() ? tr("&Export %1").arg(count) : tr("&Export"));
    if (!problem.isEmpty()) {
        m_requests.clear();
        m_hint->setText(visibleText(problem));
        return;
    }
    const QString length = timeText(static_cast<double>(frames) / rate, true);
    m_hint->setText(
        count == 1
            ? tr("One video of %1, with the model, thresholds and colours as they are now.").arg(length)
            : tr("%1 videos of %2 together, one after another, with the model, thresholds and colours as they are now. "
                 "Spans that overlap with their margins are one.")
                  .arg(QString::number(count), length));
}

} // namespace sightglass
