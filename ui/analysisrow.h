// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/analysis.h"

#include <QTimer>
#include <QWidget>

class QProgressBar;
class QToolButton;

namespace sightglass
{

class ElidedLabel;

/// How the analysis of a clip is getting on, in the status line: share and time left, pause, cancel; then, for a while,
/// what came of it. Hidden while there is nothing to tell.
class AnalysisRow : public QWidget
{
    Q_OBJECT

public:
    explicit AnalysisRow(QWidget *parent = nullptr);

    /// As it is now; idle: nothing.
    void setAnalysis(const QString &name, const Analysis &analysis);

Q_SIGNALS:
    /// The analysis is to pause, or to go on.
    void toggled();
    void cancelled();

private:
    void showProgress(const AnalysisProgress &progress, bool isKnown);
    void showEnd(const QString &text, bool forAWhile);

    ElidedLabel *m_text;
    QProgressBar *m_bar;
    QToolButton *m_pause;
    QToolButton *m_cancel;
    QToolButton *m_close;
    QTimer m_leave; ///< A result is told for so long.
    Analysis::State m_state = Analysis::State::Idle;
};

} // namespace sightglass
