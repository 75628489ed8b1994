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
class ExportPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ExportPanel(QWidget *parent = nullptr);

    void setRunning(const QString &fileName);
    void setProgress(const ExportProgress &progress);
    void setFinished(const QString &text, const QString &folder);
    void setStopped(const QString &text);

Q_SIGNALS:
    void cancelRequested();

private:
    void showResult(const QString &text);

    ElidedLabel *m_text;
    QProgressBar *m_bar;
    QPushButton *m_cancel;
    QPushButton *m_openFolder;
    QToolButton *m_close;
    QString m_folder;
};

} // namespace sightglass
