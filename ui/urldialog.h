// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/sourcespec.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace sightglass
{

/// Asks for the address of a stream or for a GStreamer pipeline, and says while one types what it is taken for.
class UrlDialog : public QDialog
{
    Q_OBJECT

public:
    explicit UrlDialog(QWidget *parent = nullptr);

    SourceSpec source() const;

private:
    void refresh();

    QLineEdit *m_address;
    QLabel *m_kind;
    QPushButton *m_open;
};

} // namespace sightglass
