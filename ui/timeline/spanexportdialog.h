// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/exportrequest.h"
#include "core/media/framesource.h"
#include "core/store/clipevents.h"

#include <QDialog>

#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace sightglass
{

class NumberField;
class VideoFormRow;

/// Asks where spans of a clip go, each as a video of its own, and how much is left around them.
class SpanExportDialog : public QDialog
{
    Q_OBJECT

public:
    /// What is asked at first. `common`: model, thresholds, style and how videos are coded.
    struct Proposal
    {
        ExportRequest common;
        SourceInfo source; ///< Its frames are known.
        std::vector<ClipSpan> spans;
        QString folder;
        QString container;   ///< Ending of the videos.
        double margin = 1.0; ///< Seconds.
    };

    explicit SpanExportDialog(const Proposal &proposal, QWidget *parent = nullptr);

    QString folder() const;
    QString container() const;
    /// Seconds.
    double margin() const;
    /// One for each range that is to be exported; none while something is wrong.
    const std::vector<ExportRequest> &requests() const { return m_requests; }

private:
    QWidget *makeFolderRow();
    QWidget *makeMarginRow();
    void chooseFolder();
    void refresh();

    const Proposal m_proposal;
    QLineEdit *m_folder;
    NumberField *m_margin;
    QComboBox *m_container;
    VideoFormRow *m_videoForm;
    QCheckBox *m_replace;
    QLabel *m_hint;
    QPushButton *m_export = nullptr;
    std::vector<ExportRequest> m_requests;
};

/// A request for each range, NAME-1.mp4, NAME-2.mp4 and so on in a folder, the number as wide as the last one's.
std::vector<ExportRequest> spanRequests(const ExportRequest &common, const std::vector<FrameRange> &ranges,
                                        const QString &folder, const QString &name, const QString &container);

} // namespace sightglass
