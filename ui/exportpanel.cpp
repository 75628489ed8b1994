// SPDX-License-Identifier: Apache-2.0
#include "ui/exportpanel.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/transport/timetext.h"
#include "ui/widgets/elidedlabel.h"

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

QString figuresText(const ExportProgress &progress)
{
    const QString frames = progress.total ? ExportPanel::tr("%1 / %2").arg(QString::number(progress.written),
                                                                           QString::number(*progress.total))
                                          : QString::number(progress.written);
    const QString left =
        progress.secondsLeft ? ExportPanel::tr("%1 left").arg(timeText(*progress.secondsLeft, false)) : QString();
    const QString size =
        progress.videoBytes
            ? ExportPanel::tr("about %1 in the end").arg(QLocale().formattedDataSize(*progress.videoBytes, 1))
            : QString();
    QStringList figures{ExportPanel::tr("%1 frames").arg(frames),
                        ExportPanel::tr("%1 fps").arg(QString::number(progress.perSecond, 'f', 1)), left, size};
    figures.removeAll(QString());
    return figures.join(QStringLiteral("  "));
}

} // namespace

ExportPanel::ExportPanel(QWidget *parent)
    : QWidget(parent)
    , m_text(new ElidedLabel)
    , m_bar(new QProgressBar)
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
    row->addWidget(m_cancel);
    row->addWidget(m_openFolder);
    m_close->setIcon(lineIcon(QStringLiteral("close")));
    m_close->setAutoRaise(true);
    m_close->setToolTip(tr("Take this row away"));
    m_close->setAccessibleName(tr("Close"));
    row->addWidget(m_close);
    for (QAbstractButton *button : std::initializer_list<QAbstractButton *>{m_cancel, m_openFolder, m_close})
        button->setFocusPolicy(Qt::TabFocus);
    connect(m_cancel, &QPushButton::clicked, this, &ExportPanel::cancelRequested);
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    connect(m_openFolder, &QPushButton::clicked, this,
            [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_folder)); });
    hide();
}

void ExportPanel::setRunning(const QString &fileName)
{
    m_text->setText(tr("Exporting %1").arg(fileName));
    m_bar->setRange(0, 0);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_bar, m_cancel})
        widget->show();
    m_openFolder->hide();
    m_close->hide();
    show();
}

void ExportPanel::setProgress(const ExportProgress &progress)
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

void ExportPanel::setFinished(const QString &text, const QString &folder)
{
    m_folder = folder;
    showResult(text);
    m_openFolder->show();
}

void ExportPanel::setStopped(const QString &text)
{
    showResult(text);
    m_openFolder->hide();
}

void ExportPanel::showResult(const QString &text)
{
    m_text->setText(text);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_bar, m_cancel})
        widget->hide();
    m_close->show();
}

} // namespace sightglass
