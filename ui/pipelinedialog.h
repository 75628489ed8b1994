// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/sourcespec.h"

#include <QDialog>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace sightglass
{

/// Asks for a GStreamer pipeline; or, given one that nobody is known to have typed, shows it whole and asks whether it
/// is to run. Nothing runs before it is accepted.
class PipelineDialog : public QDialog
{
    Q_OBJECT

public:
    explicit PipelineDialog(const QString &given = {}, QWidget *parent = nullptr);

    /// What was typed; SourceSpec::typed is false as long as it is what was given.
    SourceSpec source() const;

private:
    void refresh();

    const QString m_given;
    QPlainTextEdit *m_text;
    QLabel *m_about;
    QPushButton *m_open;
};

} // namespace sightglass
