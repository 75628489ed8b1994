// SPDX-License-Identifier: Apache-2.0
#include "ui/logswitch.h"

#include "core/values/visibletext.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>

#include <utility>

namespace sightglass
{

LogSwitch::LogSwitch(QAction *action, QWidget *window)
    : QObject(window)
    , m_action(action)
    , m_window(window)
{
    connect(action, &QAction::triggered, this, [this](bool wanted) {
        if (wanted)
            ask();
        else
            end();
    });
}

void LogSwitch::ask()
{
    // It is on when there is a file.
    m_action->setChecked(false);
    auto *dialog = new QFileDialog(m_window, tr("Write a log to"), QDir::homePath(), tr("Logs (*.log)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setOption(QFileDialog::DontConfirmOverwrite); // It is appended to.
    dialog->selectFile(QStringLiteral("sightglass.log"));
    connect(dialog, &QFileDialog::fileSelected, this, &LogSwitch::begin);
    dialog->open();
}

void LogSwitch::begin(const QString &path)
{
    auto log = LogFile::begin(path);
    if (!log) {
        Q_EMIT failed(log.error());
        return;
    }
    m_log = *std::move(log);
    m_action->setChecked(true);
    Q_EMIT said(visibleText(tr("The log goes to %1").arg(QDir::toNativeSeparators(path))));
}

void LogSwitch::end()
{
    if (const auto log = std::exchange(m_log, nullptr))
        Q_EMIT said(visibleText(tr("The log in %1 is complete").arg(QDir::toNativeSeparators(log->path()))));
}

} // namespace sightglass
