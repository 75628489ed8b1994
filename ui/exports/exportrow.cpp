// SPDX-License-Identifier: Apache-2.0
#include "ui/exports/exportrow.h"

#include "ui/exports/exportsmodel.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/transport/timetext.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/iconbutton.h"

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QUrl>

namespace sightglass
{

namespace
{

constexpr int barSteps = 1000;

} // namespace

ExportRow::ExportRow(QWidget *parent)
    : QWidget(parent)
    , m_text(new ElidedLabel)
    , m_bar(new QProgressBar)
    , m_all(iconButton(QStringLiteral("export"), tr("All exports"), tr("Shows the list of all exports")))
    , m_cancel(new QPushButton(tr("Cancel")))
    , m_openFolder(new QPushButton(tr("Open folder")))
    , m_close(new QToolButton)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(Theme::rhythm, 0, Theme::rhythm, 0);
    row->setSpacing(Theme::rhythm);
    m_text->setElideMode(Qt::ElideMiddle);
    row->addWidget(m_text, 1);
    m_bar->setRange(0, barSteps);
    m_bar->setFixedWidth(16 * Theme::rhythm);
    m_bar->setAccessibleName(tr("Progress of the export"));
    row->addWidget(m_bar);
    row->addWidget(m_all);
    row->addWidget(m_cancel);
    row->addWidget(m_openFolder);
    m_close->setIcon(lineIcon(QStringLiteral("close")));
    m_close->setAutoRaise(true);
    m_close->setToolTip(tr("Take this row away"));
    m_close->setAccessibleName(tr("Close"));
    row->addWidget(m_close);
    for (QAbstractButton *button : std::initializer_list<QAbstractButton *>{m_cancel, m_openFolder, m_close})
        button->setFocusPolicy(Qt::TabFocus);
    connect(m_cancel, &QPushButton::clicked, this, &ExportRow::cancelRequested);
    connect(m_all, &QToolButton::clicked, this, &ExportRow::listRequested);
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    connect(m_openFolder, &QPushButton::clicked, this,
            [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_folder)); });
    hide();
}

void ExportRow::setRunning(const QString &fileName, int others)
{
    m_text->setText(others > 0 ? tr("Exporting %1, and %2 more").arg(fileName, QString::number(others))
                               : tr("Exporting %1").arg(fileName));
    if (!m_bar->isVisibleTo(this))
        m_bar->setRange(0, 0);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_bar, m_cancel})
        widget->show();
    m_openFolder->hide();
    m_close->hide();
    show();
}

void ExportRow::setProgress(const ExportProgress &progress)
{
    if (progress.total && *progress.total > 0) {
        m_bar->setRange(0, barSteps);
        m_bar->setValue(
            static_cast<int>(barSteps * static_cast<double>(progress.written) / static_cast<double>(*progress.total)));
    }
    m_bar->setFormat(progress.secondsLeft ? tr("%p % · %1 left").arg(timeText(*progress.secondsLeft, false))
                                          : QStringLiteral("%p %"));
    m_bar->setToolTip(figuresText(progress));
}

void ExportRow::setFinished(const QString &text, const QString &folder)
{
    m_folder = folder;
    showResult(text);
    m_openFolder->show();
}

void ExportRow::setStopped(const QString &text)
{
    showResult(text);
    m_openFolder->hide();
}

void ExportRow::showResult(const QString &text)
{
    m_text->setText(text);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_bar, m_cancel})
        widget->hide();
    m_close->show();
}

} // namespace sightglass
