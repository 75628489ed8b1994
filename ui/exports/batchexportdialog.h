// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/exportplan.h"

#include <QDialog>
#include <QStringList>

#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace sightglass
{

class VideoFormRow;

/// Asks what comes of several files and folders, and where it goes: as `sightglass export --output-dir`.
class BatchExportDialog : public QDialog
{
    Q_OBJECT

public:
    /// `proposal`: its inputs, and all that was chosen the last time; what is not asked for here stays as it is.
    explicit BatchExportDialog(const ExportBatch &proposal, QWidget *parent = nullptr);

    ExportBatch batch() const;
    /// One for each input that is to be exported: without those whose files are there, unless they are replaced.
    const std::vector<ExportRequest> &requests() const { return m_requests; }

private:
    QWidget *makeFolderRow();
    QWidget *makeVideoRow();
    void chooseFolder();
    void refresh();

    const ExportBatch m_proposal;
    QLineEdit *m_folder;
    QComboBox *m_container;
    VideoFormRow *m_videoForm;
    QCheckBox *m_sound;
    QListWidget *m_formats;
    QCheckBox *m_replace;
    QLabel *m_hint;
    QPushButton *m_export = nullptr;
    std::vector<ExportRequest> m_requests;
};

} // namespace sightglass
