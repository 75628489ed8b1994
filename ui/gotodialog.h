// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/framesource.h"

#include <QDialog>

#include <optional>

class QLabel;
class QLineEdit;
class QPushButton;

namespace sightglass
{

/// The frame that a text names in a source: "124" or "#124" a frame, "12.4", "0:12.4" or "1:00:12" a time, "50 %" a
/// share of the whole. Nothing, where it is none of these or lies beyond the end.
std::optional<std::int64_t> frameNamed(const QString &text, const SourceInfo &source);

/// Asks for a place in a file.
class GoToDialog : public QDialog
{
    Q_OBJECT

public:
    GoToDialog(const SourceInfo &source, std::int64_t frame, QWidget *parent = nullptr);

    std::int64_t frame() const;

private:
    void refresh();

    SourceInfo m_source;
    QLineEdit *m_text;
    QLabel *m_meant;
    QPushButton *m_go;
};

} // namespace sightglass
