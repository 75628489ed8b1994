// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/exportjob.h"

#include <QWidget>

class QProgressBar;
class QPushButton;
class QToolButton;

namespace sightglass
{

class ElidedLabel;

/// How an export is getting on, in one row of the status line: share and time left, cancel; then what came of it. The
/// rest is in its tooltip. Hidden while there is nothing to tell.
class ExportRow : public QWidget
{
    Q_OBJECT

public:
    explicit ExportRow(QWidget *parent = nullptr);

    /// This one, and so many others run or wait.
    void setRunning(const QString &fileName, int others = 0);
    void setProgress(const ExportProgress &progress);
    void setFinished(const QString &text, const QString &folder);
    void setStopped(const QString &text);

Q_SIGNALS:
    void cancelRequested();
    void listRequested();

private:
    void showResult(const QString &text);

    ElidedLabel *m_text;
    QProgressBar *m_bar;
    QToolButton *m_all;
    QPushButton *m_cancel;
    QPushButton *m_openFolder;
    QToolButton *m_close;
    QString m_folder;
};

} // namespace sightglass
