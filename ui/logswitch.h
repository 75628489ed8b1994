// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/log/logfile.h"
#include "core/values/error.h"

#include <QObject>

#include <memory>

class QAction;
class QWidget;

namespace sightglass
{

/// Help > Write a log: asks for a file when it is switched on, and writes to it until it is switched off.
class LogSwitch : public QObject
{
    Q_OBJECT

public:
    LogSwitch(QAction *action, QWidget *window);

    void begin(const QString &path);

Q_SIGNALS:
    void said(const QString &text);
    void failed(const sightglass::Error &error);

private:
    void ask();
    void end();

    QAction *m_action;
    QWidget *m_window;
    std::unique_ptr<LogFile> m_log;
};

} // namespace sightglass
