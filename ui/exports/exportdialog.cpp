// SPDX-License-Identifier: Apache-2.0
#include "ui/exports/exportdialog.h"

#include "core/export/detectionformat.h"
#include "core/export/exportrequest.h"
#include "core/export/picturewriter.h"
#include "core/export/videocontainer.h"
#include "core/values/visibletext.h"
#include "core/values/words.h"
#include "ui/exports/pathrow.h"
#include "ui/exports/videoformrow.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

namespace sightglass
{

namespace
{

constexpr int unknownCount = 9999999;

bool isPicture(const SourceInfo &source)
{
    return !source.live && source.frameCount == 1;
}

int lastFrame(std::int64_t frameCount)
{
    return static_cast<int>(std::min<std::int64_t>(frameCount, std::numeric_limits<int>::max())) - 1;
}

QString proposal(const SourceInfo &source, const QString &folder)
{
    QString base = QFileInfo(source.name).completeBaseName();
    if (base.isEmpty())
        base = QStringLiteral("sightglass");
    const QString ending = isPicture(source) ? QStringLiteral("png") : QStringLiteral("mp4");
    return ExportDialog::freePath(QDir(folder).filePath(QStringLiteral("%1-annotated.%2").arg(base, ending)));
}

QString pictureFilter()
{
    QStringList patterns;
    for (const QString &ending : PictureWriter::endings())
        patterns.append(QStringLiteral("*.") + ending);
    return ExportDialog::tr("Pictures (%1)").arg(patterns.join(QLatin1Char(' ')));
}

QString videoFilter()
{
    QStringList patterns;
    for (const QString &ending : videoEndings())
        patterns.append(QStringLiteral("*.") + ending);
    return ExportDialog::tr("Videos (%1)").arg(patterns.join(QLatin1Char(' ')));
}

QString withEnding(const QString &path, const QString &ending)
{
    const QFileInfo info(path);
    return path.isEmpty() ? QString() : QDir(info.path()).filePath(info.completeBaseName() + ending);
}

} // namespace

ExportDialog::ExportDialog(const SourceInfo &source, std::int64_t frame, const QString &folder, bool detections,
                           QWidget *parent)
    : QDialog(parent)
    , m_video(new QLineEdit(proposal(source, folder)))
    , m_videoForm(new VideoFormRow)
    , m_wantsSound(new QCheckBox(tr("Keep &sound and subtitles")))
    , m_wantsDetections(new QCheckBox(tr("&List the detections too")))
    , m_detections(new QLineEdit(withEnding(m_video->text(), QStringLiteral(".csv"))))
    , m_format(new QComboBox)
    , m_all(new QRadioButton(tr("&All frames")))
    , m_part(new QRadioButton(tr("Frames &from")))
    , m_first(new QSpinBox)
    , m_last(new QSpinBox)
    , m_hint(new QLabel)
    , m_source(source)
{
    const bool picture = isPicture(source);
    setWindowTitle(picture ? tr("Export annotated picture") : tr("Export annotated video"));
    setMinimumWidth(72 * Theme::rhythm);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(2 * Theme::rhythm, 2 * Theme::rhythm, 2 * Theme::rhythm, 2 * Theme::rhythm);
    column->setSpacing(Theme::rhythm);
    column->addWidget(picture ? makePathRow(m_video, tr("&Picture:"), pictureFilter())
                              : makePathRow(m_video, tr("&Video:"), videoFilter()));
    column->addWidget(m_videoForm);
    m_videoForm->setVisible(!picture);
    m_videoForm->setPath(videoPath());
    m_wantsSound->setObjectName(QStringLiteral("wantsSound"));
    m_wantsSound->setChecked(true);
    m_wantsSound->setToolTip(
        tr("Copied as they are, or coded anew where the kind of video does not take them (export: --no-audio)"));
    column->addWidget(m_wantsSound);
    m_wantsSound->setVisible(source.spec.kind == SourceKind::VideoFile && !picture && !source.live);
    m_wantsDetections->setObjectName(QStringLiteral("wantsDetections"));
    m_wantsDetections->setChecked(detections);
    column->addWidget(m_wantsDetections);
    m_detectionsRow = makeListRow();
    column->addWidget(m_detectionsRow);

    const int last = lastFrame(source.frameCount.value_or(unknownCount));
    for (QSpinBox *box : {m_first, m_last})
        box->setRange(0, std::max(0, last));
    m_first->setValue(static_cast<int>(std::clamp<std::int64_t>(frame, 0, std::max(0, last))));
    m_last->setValue(source.live ? 249 : last);
    m_first->setAccessibleName(tr("First frame"));
    m_last->setAccessibleName(tr("Last frame"));
    auto *rangeRow = new QWidget;
    auto *range = new QHBoxLayout(rangeRow);
    range->setContentsMargins(0, 0, 0, 0);
    range->addWidget(m_all);
    range->addSpacing(2 * Theme::rhythm);
    range->addWidget(m_part);
    range->addWidget(m_first);
    range->addWidget(new QLabel(tr("to")));
    range->addWidget(m_last);
    range->addStretch();
    column->addWidget(rangeRow);
    rangeRow->setVisible(!picture);
    (source.live ? m_part : m_all)->setChecked(true);
    m_all->setEnabled(!source.live);

    m_hint->setWordWrap(true);
    m_hint->setMinimumHeight(2 * m_hint->fontMetrics().lineSpacing());
    m_hint->setAlignment(Qt::AlignTop);
    column->addWidget(m_hint);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_export = buttons->addButton(tr("&Export"), QDialogButtonBox::AcceptRole);
    m_export->setDefault(true);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_video, &QLineEdit::textChanged, this, &ExportDialog::followVideoPath);
    connect(m_videoForm, &VideoFormRow::changed, this, &ExportDialog::refresh);
    for (const QLineEdit *edit : {m_video, m_detections})
        connect(edit, &QLineEdit::textChanged, this, &ExportDialog::refresh);
    for (const QAbstractButton *button : std::initializer_list<QAbstractButton *>{m_wantsDetections, m_part})
        connect(button, &QAbstractButton::toggled, this, &ExportDialog::refresh);
    for (const QSpinBox *box : {m_first, m_last})
        connect(box, &QSpinBox::valueChanged, this, &ExportDialog::refresh);
    refresh();
}

QWidget *ExportDialog::makePathRow(QLineEdit *edit, const QString &title, const QString &filter)
{
    const PathRow row = sightglass::makePathRow(edit, title);
    connect(row.choose, &QPushButton::clicked, this, [this, edit, filter] {
        auto *dialog = new QFileDialog(this, tr("Export to"), QFileInfo(edit->text()).absolutePath(), filter);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->selectFile(QFileInfo(edit->text()).fileName());
        connect(dialog, &QFileDialog::fileSelected, edit, [this, edit](const QString &path) {
            m_replaced.insert(path); // The file dialog has asked.
            edit->setText(path);
        });
        dialog->open();
    });
    return row.row;
}

QWidget *ExportDialog::makeListRow()
{
    for (const DetectionFormatInfo &format : detectionFormats())
        m_format->addItem(Words::tr(format.name), format.id);
    m_format->setObjectName(QStringLiteral("format"));
    m_format->setToolTip(tr("How the list is written (export: --format)"));
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportDialog::followFormat);
    connect(m_detections, &QLineEdit::textChanged, this, &ExportDialog::followListPath);
    auto *formatLabel = new QLabel(tr("&Format:"));
    formatLabel->setBuddy(m_format);
    auto *formatRow = new QHBoxLayout;
    formatRow->addWidget(formatLabel);
    formatRow->addWidget(m_format);
    formatRow->addStretch();
    auto *rows = new QWidget;
    auto *column = new QVBoxLayout(rows);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::rhythm);
    column->addLayout(formatRow);
    column->addWidget(makePathRow(m_detections, tr("L&ist:"), tr("All files (*)")));
    return rows;
}

/// The ending goes with the format, unless it fits already.
void ExportDialog::followFormat()
{
    const QString path = m_detections->text().trimmed();
    if (!path.isEmpty() && !fitsFormat(path))
        m_detections->setText(withEnding(path, usualEnding()));
    refresh();
}

bool ExportDialog::fitsFormat(const QString &path) const
{
    const DetectionFormatInfo &format = *detectionFormat({}, detectionsFormat());
    const QString ending = QFileInfo(path).suffix().toLower();
    return format.isFolder() ? ending == format.id : format.endings.contains(ending);
}

QString ExportDialog::usualEnding() const
{
    const DetectionFormatInfo &format = *detectionFormat({}, detectionsFormat());
    return format.isFolder() ? format.nameEnding() : QLatin1Char('.') + format.endings.first();
}

/// A format whose ending is typed is the one that is meant.
void ExportDialog::followListPath(const QString &path)
{
    const DetectionFormatInfo *meant = detectionFormat(path.trimmed());
    if (meant && !detectionFormat({}, detectionsFormat())->endings.contains(meant->endings.first()))
        m_format->setCurrentIndex(m_format->findData(meant->id));
}

bool ExportDialog::wantsSound() const
{
    return m_wantsSound->isChecked();
}

void ExportDialog::setWantsSound(bool wanted)
{
    m_wantsSound->setChecked(wanted);
}

VideoSettings ExportDialog::videoSettings() const
{
    return m_videoForm->settings();
}

void ExportDialog::setVideoSettings(const VideoSettings &settings)
{
    m_videoForm->setSettings(settings);
}

QString ExportDialog::detectionsFormat() const
{
    return m_format->currentData().toString();
}

void ExportDialog::setDetectionsFormat(const QString &id)
{
    m_format->setCurrentIndex(std::max(0, m_format->findData(id)));
}

void ExportDialog::followVideoPath(const QString &path)
{
    m_videoForm->setPath(videoPath());
    // A name typed by hand stays, and so does the format.
    if (!m_detections->isModified())
        m_detections->setText(withEnding(path, usualEnding()));
}

QString ExportDialog::videoPath() const
{
    QString path = m_video->text().trimmed();
    if (!path.isEmpty() && QFileInfo(path).suffix().isEmpty())
        path += isPicture(m_source) ? QStringLiteral(".png") : QStringLiteral(".mp4");
    return path;
}

QString ExportDialog::detectionsPath() const
{
    return m_wantsDetections->isChecked() ? m_detections->text().trimmed() : QString();
}

FrameRange ExportDialog::range() const
{
    if (m_all->isChecked())
        return {};
    const bool toUnknownEnd = !m_source.live && !m_source.frameCount && m_last->value() == m_last->maximum();
    return {m_first->value(), toUnknownEnd ? std::nullopt : std::optional<std::int64_t>(m_last->value())};
}

void ExportDialog::setFrameCount(std::int64_t count)
{
    m_source.frameCount = count;
    for (QSpinBox *box : {m_first, m_last})
        box->setMaximum(std::max(0, lastFrame(count)));
}

void ExportDialog::setRange(const FrameRange &range)
{
    m_part->setChecked(true);
    m_first->setValue(static_cast<int>(std::min<std::int64_t>(range.first, m_first->maximum())));
    m_last->setValue(
        static_cast<int>(std::min<std::int64_t>(range.last.value_or(m_last->maximum()), m_last->maximum())));
}

void ExportDialog::setReserved(const QStringList &paths)
{
    m_reserved = QSet<QString>(paths.begin(), paths.end());
    if (m_reserved.contains(videoPath()))
        m_video->setText(freePath(videoPath(), m_reserved));
    if (m_reserved.contains(m_detections->text().trimmed()))
        m_detections->setText(freePath(m_detections->text().trimmed(), m_reserved));
    refresh();
}

QString ExportDialog::freePath(const QString &path, const QSet<QString> &reserved)
{
    const QFileInfo info(path);
    QString free = path;
    for (int number = 2; QFileInfo::exists(free) || reserved.contains(free); ++number) {
        free = QDir(info.path())
                   .filePath(
                       QStringLiteral("%1-%2.%3").arg(info.completeBaseName(), QString::number(number), info.suffix()));
    }
    return free;
}

QStringList ExportDialog::takenPaths() const
{
    QStringList taken;
    for (const QString &path : {videoPath(), detectionsPath()}) {
        if (!path.isEmpty() && QFileInfo::exists(path))
            taken.append(path);
    }
    return taken;
}

void ExportDialog::accept()
{
    QStringList unasked = takenPaths();
    unasked.removeIf([this](const QString &path) { return m_replaced.contains(path); });
    if (unasked.isEmpty())
        QDialog::accept();
    else
        askAboutTaken(unasked);
}

void ExportDialog::askAboutTaken(const QStringList &taken)
{
    QStringList names;
    for (const QString &path : taken)
        names.append(visibleText(QFileInfo(path).fileName()));
    auto *question =
        new QMessageBox(QMessageBox::Question, tr("Replace?"),
                        tr("%1 exists already. It is replaced when the new one is whole.").arg(names.join(tr(" and "))),
                        QMessageBox::Cancel, this);
    question->setObjectName(QStringLiteral("askReplace"));
    question->setTextFormat(Qt::PlainText);
    question->setAttribute(Qt::WA_DeleteOnClose);
    auto *replace = question->addButton(tr("&Replace"), QMessageBox::DestructiveRole);
    auto *keep = question->addButton(tr("&Keep both"), QMessageBox::AcceptRole);
    question->setDefaultButton(keep);
    connect(replace, &QAbstractButton::clicked, this, [this, taken] {
        m_replaced += QSet<QString>(taken.begin(), taken.end());
        QDialog::accept();
    });
    connect(keep, &QAbstractButton::clicked, this, [this, taken] {
        for (QLineEdit *edit : {m_video, m_detections}) {
            if (const QString path = edit == m_video ? videoPath() : detectionsPath(); taken.contains(path))
                edit->setText(freePath(path, m_reserved));
        }
        QDialog::accept();
    });
    question->open();
}

void ExportDialog::refresh()
{
    m_detectionsRow->setEnabled(m_wantsDetections->isChecked());
    m_first->setEnabled(m_part->isChecked());
    m_last->setEnabled(m_part->isChecked());
    QString problem;
    if (videoPath().isEmpty() && detectionsPath().isEmpty())
        problem = tr("Choose where the video goes.");
    else if (!videoPath().isEmpty() && !QFileInfo(QFileInfo(videoPath()).absolutePath()).isDir())
        problem = tr("The folder of the video does not exist.");
    else if (const QStringList endings = detectionFormat({}, detectionsFormat())->endings;
             !detectionsPath().isEmpty() && !endings.isEmpty() && !fitsFormat(detectionsPath()))
        problem = tr("In this format the list of detections ends in .%1.").arg(endings.join(tr(" or .")));
    else if (m_reserved.contains(videoPath()) || m_reserved.contains(detectionsPath()))
        problem = tr("An export that has not ended writes to it.");
    else if (m_part->isChecked() && m_last->value() < m_first->value())
        problem = tr("The last frame lies before the first.");
    if (problem.isEmpty()) {
        ExportRequest request;
        request.source = m_source.spec;
        request.range = range();
        request.videoPath = videoPath();
        request.video = videoSettings();
        if (!detectionsPath().isEmpty())
            request.results = {{detectionsPath(), detectionsFormat()}};
        request.overwrite = true; // Asked about when it comes to it.
        if (const auto checked = checkRequest(request); !checked)
            problem = checked.error().message;
    }
    m_export->setEnabled(problem.isEmpty());
    if (!problem.isEmpty())
        m_hint->setText(problem);
    else if (!takenPaths().isEmpty())
        m_hint->setText(tr("%1 exists already.").arg(QFileInfo(takenPaths().first()).fileName()));
    else if (m_source.live)
        m_hint->setText(tr("Frames are counted from when the export opens the source."));
    else
        m_hint->setText(
            tr("With the model, thresholds, classes and colours as they are now. Frames are counted from 0."));
}

} // namespace sightglass
